import Glibc
package import LinuxSystem

/// Takes output from the pipes of jobs into their logs so that a host that is killed at any moment loses no line and
/// writes none twice.
///
/// ```
///  pipe of a job ──(1) looked at: duplicated, and read from there
///       │ (3) moved, whole lines only                    │ (4) written
///       ▼                                                ▼
///  staging pipe, empty between two transfers            log
///       │ (5) thrown away
/// ```
/// Before (3) the journal says to which file the lines go and how long it is. So when the staging pipe is not empty at
/// the start of a host, what is in it was not written, or not whole: the log is cut to that length and it is written
/// again. The staging pipe and the journal are held by the keeper. An unfinished line stays in the job's own pipe.
///
/// One for all channels of a loop; it is called on the loop only.
package final class OutputStaging: @unchecked Sendable {
    // Unchecked: it lives on its owner's loop, and before that on the thread that makes it.

    /// Bytes moved at a time.
    package static let portion = 256 * 1024
    /// A portion that does not begin and end with a page takes more of them.
    private static let pipeSize = 4 * portion

    private let staging: (reading: SharedDescriptor, writing: SharedDescriptor)
    private let glass: (reading: SharedDescriptor, writing: SharedDescriptor)
    private let nowhere: SharedDescriptor
    private let journal: TransferJournal
    /// Through which is read; a thousand quiet jobs have one together, of which they touch a page.
    let window = UnsafeMutableRawBufferPointer.allocate(byteCount: OutputStaging.portion, alignment: 4096)
    /// What is written next; empty between two writes, and so for all logs.
    var lines = LineBuffer()
    var openLogs = OpenLogs()

    /// New, without anything to go back to.
    package convenience init() throws(SystemError) {
        try self.init(staging: try Pipe().split(), journal: TransferJournal())
    }

    /// That of an earlier host, from what ``descriptors`` were.
    package convenience init(_ kept: [SharedDescriptor]) throws(SystemError) {
        guard kept.count == 3 else { throw SystemError(call: "keeper", code: EPROTO) }
        try self.init(staging: (kept[0], kept[1]), journal: TransferJournal(kept[2]))
    }

    private init(
        staging: (reading: SharedDescriptor, writing: SharedDescriptor),
        journal: TransferJournal
    ) throws(SystemError) {
        self.staging = staging
        self.journal = journal
        glass = try Pipe().split()
        nowhere = SharedDescriptor(try Descriptor.open("/dev/null", O_WRONLY))
        PipeTransfer.setSize(staging.writing, Self.pipeSize)
        PipeTransfer.setSize(glass.writing, Self.pipeSize)
    }

    deinit {
        window.deallocate()
    }

    /// What must outlive the host.
    package var descriptors: [SharedDescriptor] { [staging.reading, staging.writing, journal.descriptor] }

    /// Shows what is in the pipe without taking it: the number of bytes, 0 at its end, negative when there is nothing.
    func look(into pipe: SharedDescriptor, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = PipeTransfer.duplicate(pipe, to: glass.writing, atMost: buffer.count)
        guard count > 0 else { return count }
        var taken = 0
        while taken < count {
            let piece = glass.reading.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[taken..<count]))
            // It holds what was just put there.
            guard piece > 0 else { break }
            taken += piece
        }
        return taken
    }

    /// Takes so many bytes out of the pipe while `write` puts what they say at the end of the log of this size; it
    /// is told how many there are.
    ///
    /// Without a size the log cannot be written now, and nothing is done again.
    func transfer(
        _ count: Int,
        from pipe: SharedDescriptor,
        to log: String,
        size: Int?,
        stamp: [UInt8],
        write: (_ count: Int) -> Void
    ) {
        if let size { journal.begin(log, size: size, stamp: stamp) } else { journal.clear() }
        let moved = PipeTransfer.move(pipe, to: staging.writing, atMost: count)
        guard moved > 0 else { return }
        write(moved)
        empty()
    }

    private func empty() {
        while PipeTransfer.move(staging.reading, to: nowhere, atMost: Self.pipeSize) > 0 {}
    }

    /// Finishes what an earlier host was about to write; the log's path, if there was something.
    ///
    /// The mask says what of all that jobs write must not be read.
    package func recover(mask: OutputMask?) throws(SystemError) -> String? {
        guard try PipeTransfer.content(of: staging.reading) > 0 else { return nil }
        // Whatever follows, what comes next must not be mixed with it.
        defer { empty() }
        guard let entry = journal.entry else { return nil }
        var bytes = [UInt8](repeating: 0, count: Self.pipeSize)
        let count = bytes.withUnsafeMutableBytes { look(into: staging.reading, $0) }
        guard count > 0 else { return nil }
        var lines = LineBuffer()
        var stamper = LineStamper(mask: mask)
        bytes.withUnsafeBytes {
            stamper.append(UnsafeRawBufferPointer(rebasing: $0[..<count]), stamp: entry.stamp, to: &lines)
        }
        stamper.finish(stamp: entry.stamp, to: &lines)
        let file = try PlainFile.openOwn(entry.path, O_WRONLY | O_CREAT)
        let number = file.number
        try check("ftruncate", path: entry.path) { ftruncate(number, entry.size) }
        try check("lseek", path: entry.path) { lseek(number, 0, SEEK_END) < 0 ? Int32(-1) : 0 }
        try lines.withBytes { (bytes) throws(SystemError) in try file.write(bytes) }
        return entry.path
    }
}
