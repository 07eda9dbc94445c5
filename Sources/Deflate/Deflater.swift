import Clibz

/// Makes zlib streams, one after the other, with the same memory.
package final class Deflater {
    /// How hard it presses.
    package enum Level: Sendable, Hashable {
        case none
        case quickest
    }

    private static let pieceSize = 64 * 1024

    private let stream: UnsafeMutablePointer<z_stream>
    private let piece: UnsafeMutableBufferPointer<UInt8>

    package init(_ level: Level) throws(DeflateError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        piece = .allocate(capacity: Self.pieceSize)
        let number =
            switch level {
            case .none: Z_NO_COMPRESSION
            case .quickest: Z_BEST_SPEED
            }
        guard nyala_deflate_begin(stream, number) == Z_OK else { throw DeflateError(reason: "out of memory") }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        piece.deallocate()
    }

    /// Begins the next stream.
    package func begin() {
        deflateReset(stream)
    }

    /// Takes the next bytes and appends what comes of them; the last ones end the stream.
    package func deflate(
        _ bytes: UnsafeRawBufferPointer,
        isLast: Bool,
        into output: inout [UInt8]
    ) throws(DeflateError) {
        let input = bytes.bindMemory(to: UInt8.self)
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        defer { stream.pointee.next_in = nil }
        while true {
            stream.pointee.next_out = piece.baseAddress
            stream.pointee.avail_out = UInt32(piece.count)
            let status = Clibz.deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
            output.append(contentsOf: piece[..<(piece.count - Int(stream.pointee.avail_out))])
            switch status {
            case Z_STREAM_END: return
            case Z_OK where !isLast && stream.pointee.avail_out > 0: return
            // Nothing to take and nothing to give.
            case Z_BUF_ERROR where !isLast: return
            case Z_OK: continue
            default: throw DeflateError(reason: "zlib answers \(status)")
            }
        }
    }
}
