import Glibc
import Hummingbird
import LinuxSystem
import NIOCore

/// Streams a part of an open file into an answer, a piece at a time; or parts of several, one behind the other.
struct FileSlice: Sendable {
    /// Bytes read at a time.
    private static let pieceSize = 256 * 1024

    private let parts: [(file: SharedDescriptor, range: Range<Int>)]
    private let blocking: BlockingExecutor

    init(file: SharedDescriptor, range: Range<Int>, blocking: BlockingExecutor) {
        self.init([(file, range)], blocking: blocking)
    }

    init(_ parts: [(file: SharedDescriptor, range: Range<Int>)], blocking: BlockingExecutor) {
        self.parts = parts
        self.blocking = blocking
    }

    var body: ResponseBody {
        ResponseBody(contentLength: parts.reduce(0) { $0 + $1.range.count }) { writer in
            for (file, range) in parts {
                var offset = range.lowerBound
                while offset < range.upperBound {
                    let (start, count) = (offset, min(Self.pieceSize, range.upperBound - offset))
                    let piece = try await blocking.perform { try Self.read(file, from: start, count) }
                    try await writer.write(ByteBuffer(bytes: piece))
                    offset += piece.count
                }
            }
            try await writer.finish(nil)
        }
    }

    private static func read(_ file: SharedDescriptor, from offset: Int, _ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let read = try check("read") { pread(file.number, &bytes, count, off_t(offset)) }
        // It was cut off meanwhile; the length is promised already, so the connection ends instead.
        guard read > 0 else { throw SystemError(call: "read", code: EIO) }
        return read == count ? bytes : Array(bytes[..<read])
    }
}
