import Clibz

/// How hard an object is pressed when it goes into a pack.
package enum PackCompression: Sendable, Hashable {
    /// Not at all: costs next to no time, for whoever is in a hurry.
    case none
    /// zlib's quickest, where the content looks as if that would gain something.
    case quick

    /// Bytes that are looked at to judge the rest.
    private static let sampleSize = 4096

    /// What to do with this content: what is compressed or encrypted already is stored as it is.
    func chosen(for bytes: UnsafeRawBufferPointer) -> PackCompression {
        switch self {
        case .none: .none
        case .quick: Self.looksRandom(UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.sampleSize))) ? .none : .quick
        }
    }

    /// Whether all 256 values of a byte are about equally frequent.
    ///
    /// The sum of the squared frequencies is then near `count² / 256 + count`; of text it is several times that.
    private static func looksRandom(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count >= 512 else { return false }
        var frequencies = [Int](repeating: 0, count: 256)
        for byte in bytes { frequencies[Int(byte)] += 1 }
        let squares = frequencies.reduce(0) { $0 + $1 * $1 }
        let even = bytes.count * bytes.count / 256 + bytes.count
        return squares < even + even / 4
    }
}

/// Makes zlib streams, one after the other, with the same memory.
final class Deflater {
    private static let pieceSize = 64 * 1024

    private let stream: UnsafeMutablePointer<z_stream>
    private let piece: UnsafeMutableBufferPointer<UInt8>

    init(_ compression: PackCompression) throws(GitError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        piece = .allocate(capacity: Self.pieceSize)
        let level: Int32 =
            switch compression {
            case .none: Z_NO_COMPRESSION
            case .quick: Z_BEST_SPEED
            }
        guard nyala_deflate_begin(stream, level) == Z_OK else {
            throw .failed(operation: "compressing", on: "an object", reason: "out of memory")
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        piece.deallocate()
    }

    /// Begins the next stream.
    func begin() {
        deflateReset(stream)
    }

    /// Takes the next bytes and appends what comes of them; the last ones end the stream.
    func deflate(_ bytes: UnsafeRawBufferPointer, isLast: Bool, into output: inout [UInt8]) throws(GitError) {
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
            default: throw .failed(operation: "compressing", on: "an object", reason: "zlib answers \(status)")
            }
        }
    }
}
