import Synchronization

/// Some lines of a log, shared by all who follow it.
package final class LogPiece: Sendable {
    package let bytes: [UInt8]
    let inode: UInt64
    /// The first bytes of the file.
    let head: [UInt8]
    /// Where in its file it begins.
    let start: Int
    private let form = Mutex<[UInt8]?>(nil)

    init(_ bytes: [UInt8], at start: Int, inode: UInt64, head: [UInt8]) {
        self.bytes = bytes
        self.start = start
        self.inode = inode
        self.head = head
    }

    var end: Int { start + bytes.count }

    /// The place that many bytes into the piece.
    package func position(after count: Int) -> LogPosition {
        LogPosition(inode: inode, head: head, offset: start + count)
    }

    /// The piece in the form in which it is sent, made once for all who want it.
    package func form(_ make: (LogPiece) -> [UInt8]) -> [UInt8] {
        form.withLock { form in
            if let form { return form }
            let made = make(self)
            form = made
            return made
        }
    }

    /// What is left of it from a place within.
    func rest(from offset: Int) -> LogPiece {
        offset == start ? self : LogPiece(Array(bytes[(offset - start)...]), at: offset, inode: inode, head: head)
    }
}
