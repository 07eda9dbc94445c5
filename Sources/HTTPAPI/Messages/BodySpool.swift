import Glibc
import HTTPTypes
import Hummingbird
import LinuxSystem
import NIOCore

/// Puts the body of a request into an unnamed file, so that an upload of any size costs no memory.
struct BodySpool: Sendable {
    /// The folder of the file; on the disk of the home.
    let folder: String
    /// Where the writing, which may block on the disk, is done.
    let blocking: BlockingExecutor

    /// Bytes gathered before they are written.
    fileprivate static let pieceSize = 1024 * 1024

    struct Spooled: Sendable {
        /// Positioned at the beginning.
        let file: SharedDescriptor
        let length: Int
    }

    /// Reads the whole body; a body of more than `limit` bytes is refused with 413.
    func spool(_ request: Request, limit: Int) async throws -> Spooled {
        // One that says so itself need not be sent first.
        if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced > limit {
            throw ProblemAnswer.bodyTooLarge(limit)
        }
        let file = try SharedDescriptor(makeFile())
        var length = 0
        var pending = ByteBuffer()
        do {
            for try await var piece in request.body {
                length += piece.readableBytes
                guard length <= limit else { throw ProblemAnswer.bodyTooLarge(limit) }
                pending.writeBuffer(&piece)
                if pending.readableBytes >= Self.pieceSize {
                    try await write(pending, to: file)
                    pending.clear()
                }
            }
        } catch let error where error is ConnectionFault || error is SystemError || error is CancellationError {
            throw error
        } catch let error where !(error is ProblemAnswer) {
            // A client that hangs up in the middle is nothing that somebody must act on.
            throw ProblemAnswer(.badRequest, "the body cannot be read to its end: \(error)")
        }
        try await write(pending, to: file)
        lseek(file.number, 0, SEEK_SET)
        return Spooled(file: file, length: length)
    }

    /// Writes what comes piece by piece into an unnamed file.
    struct Writer {
        fileprivate let spool: BodySpool
        fileprivate let file: SharedDescriptor
        private var length = 0
        private var pending = ByteBuffer()

        fileprivate init(_ spool: BodySpool, _ file: SharedDescriptor) {
            self.spool = spool
            self.file = file
        }

        mutating func write(_ bytes: [UInt8]) async throws {
            length += bytes.count
            pending.writeBytes(bytes)
            guard pending.readableBytes >= BodySpool.pieceSize else { return }
            try await spool.write(pending, to: file)
            pending.clear()
        }

        mutating func finish() async throws -> Spooled {
            try await spool.write(pending, to: file)
            lseek(file.number, 0, SEEK_SET)
            return Spooled(file: file, length: length)
        }
    }

    func writer() throws -> Writer { Writer(self, try SharedDescriptor(makeFile())) }

    func spool(_ bytes: [UInt8]) async throws -> Spooled {
        let file = try SharedDescriptor(makeFile())
        try await write(ByteBuffer(bytes: bytes), to: file)
        lseek(file.number, 0, SEEK_SET)
        return Spooled(file: file, length: bytes.count)
    }

    /// An empty file for whoever writes it by himself.
    func emptyFile() throws(SystemError) -> SharedDescriptor { SharedDescriptor(try makeFile()) }

    private func makeFile() throws(SystemError) -> Descriptor {
        try Folder.create(folder)
        // O_TMPFILE: the file has no name, so nothing is left behind whatever happens.
        return try Descriptor.open(folder, O_RDWR | Int32(nameless), mode: 0o600)
    }

    /// `O_TMPFILE`, which Swift's Glibc module does not show.
    private var nameless: Int32 { 0o20000000 | O_DIRECTORY }

    fileprivate func write(_ buffer: ByteBuffer, to file: SharedDescriptor) async throws {
        guard buffer.readableBytes > 0 else { return }
        try await blocking.perform {
            try buffer.withUnsafeReadableBytes { try file.write($0) }
        }
    }
}
