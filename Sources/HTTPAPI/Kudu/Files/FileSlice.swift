import Glibc
import Hummingbird
import LinuxSystem
import NIOCore

/// Streams a part of an open file into an answer, a piece at a time.
struct FileSlice: Sendable {
    /// Bytes read at a time.
    private static let pieceSize = 256 * 1024

    let file: SharedDescriptor
    let range: Range<Int>
    let blocking: BlockingExecutor

    var body: ResponseBody {
        ResponseBody(contentLength: range.count) { writer in
            var offset = range.lowerBound
            while offset < range.upperBound {
                let (start, count) = (offset, min(Self.pieceSize, range.upperBound - offset))
                let piece = try await blocking.perform { try read(from: start, count) }
                try await writer.write(ByteBuffer(bytes: piece))
                offset += piece.count
            }
            try await writer.finish(nil)
        }
    }

    private func read(from offset: Int, _ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let read = try check("read") { pread(file.number, &bytes, count, off_t(offset)) }
        // It was cut off meanwhile; the length is promised already, so the connection ends instead.
        guard read > 0 else { throw SystemError(call: "read", code: EIO) }
        return read == count ? bytes : Array(bytes[..<read])
    }
}
