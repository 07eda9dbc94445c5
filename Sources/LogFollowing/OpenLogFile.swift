import Glibc
package import LinuxSystem

/// A log file that is held open, so that it can be read to its end after it got another name or none.
package struct OpenLogFile: Sendable {
    /// Bytes read at a time where a line's beginning is looked for.
    private static let searchSize = 64 * 1024
    /// Bytes at the end of a file that are searched for its last lines.
    package static let tailWindow = 4 * 1024 * 1024

    package let descriptor: SharedDescriptor
    let inode: UInt64

    /// `nil` while there is no such file.
    package init?(_ path: String) {
        // It may come, or has just been removed, or a job has put something else there: nothing to read now.
        guard let opened = try? PlainFile.open(path) else { return nil }
        var information = stat()
        guard fstat(opened.number, &information) == 0 else { return nil }
        inode = UInt64(information.st_ino)
        descriptor = SharedDescriptor(opened)
    }

    package var size: Int {
        var information = stat()
        return fstat(descriptor.number, &information) == 0 ? Int(information.st_size) : 0
    }

    /// The place behind so many bytes of the file, from which it can be followed.
    package func position(after offset: Int) -> LogPosition {
        LogPosition(inode: inode, head: head(before: offset), offset: offset)
    }

    /// The bytes that are there; fewer than the limit at the end.
    package func read(at offset: Int, upTo limit: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: max(0, limit)) { buffer, count in
            count = max(0, pread(descriptor.number, buffer.baseAddress, buffer.count, off_t(offset)))
        }
    }

    func head(before end: Int) -> [UInt8] {
        read(at: 0, upTo: min(LogPosition.headLength, end))
    }

    /// Where the last lines before `end` begin.
    package func start(ofLastLines count: Int, before end: Int) -> Int {
        guard count > 0 else { return end }
        let floor = max(0, end - Self.tailWindow)
        var position = end
        var lines = 0
        while position > floor {
            let start = max(floor, position - Self.searchSize)
            let bytes = read(at: start, upTo: position - start)
            for index in bytes.indices.reversed() where bytes[index] == 10 && start + index + 1 < end {
                lines += 1
                if lines == count { return start + index + 1 }
            }
            position = start
        }
        return floor
    }

    static func inode(of path: String) -> UInt64? {
        var information = stat()
        return lstat(path, &information) == 0 ? UInt64(information.st_ino) : nil
    }
}
