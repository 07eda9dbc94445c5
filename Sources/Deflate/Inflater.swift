import Clibz

/// Reads deflate streams without a frame, one after the other, with the same memory.
package final class Inflater {
    package struct Step: Sendable, Hashable {
        /// Bytes that were read.
        package let taken: Int
        /// Bytes that came of them.
        package let given: Int
        /// Whether the stream is complete.
        package let isEnd: Bool
    }

    private let stream: UnsafeMutablePointer<z_stream>

    package init() throws(DeflateError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard nyala_inflate_begin(stream) == Z_OK else { throw DeflateError(reason: "out of memory") }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Begins the next stream.
    package func begin() {
        inflateReset(stream)
    }

    /// Reads on as far as the bytes and the room reach.
    package func inflate(
        _ bytes: UnsafeRawBufferPointer,
        into room: Slice<UnsafeMutableRawBufferPointer>
    ) throws(DeflateError) -> Step {
        let output = UnsafeMutableRawBufferPointer(rebasing: room)
        stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(bytes.count)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let status = Clibz.inflate(stream, Z_NO_FLUSH)
        // Z_BUF_ERROR: there was nothing to do.
        guard [Z_OK, Z_STREAM_END, Z_BUF_ERROR].contains(status) else {
            throw DeflateError(reason: stream.pointee.msg.map { String(cString: $0) } ?? "zlib answers \(status)")
        }
        return Step(
            taken: bytes.count - Int(stream.pointee.avail_in),
            given: output.count - Int(stream.pointee.avail_out),
            isEnd: status == Z_STREAM_END
        )
    }
}
