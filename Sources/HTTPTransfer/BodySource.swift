import Glibc

/// Hands out the bytes of a request's body, a buffer at a time.
struct BodySource {
    enum Failure: Error {
        /// Fewer bytes than were announced.
        case endedEarly
        case failed(code: Int32)
    }

    private let body: TransferBody
    private var sent: Int64 = 0

    init(_ body: TransferBody) {
        self.body = body
    }

    /// Bytes in all; `nil` when only the end will tell.
    var byteCount: Int64? {
        switch body {
        case .none: 0
        case .bytes(let bytes): Int64(bytes.count)
        case .descriptor(_, let byteCount): byteCount
        }
    }

    /// Fills the buffer from its start; 0 at the end.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        let rest = byteCount.map { $0 - sent } ?? Int64.max
        let wanted = Int(min(Int64(buffer.count), rest))
        guard wanted > 0 else { return 0 }
        let count: Int
        switch body {
        case .none:
            count = 0
        case .bytes(let bytes):
            buffer.copyBytes(from: bytes[Int(sent)..<Int(sent) + wanted])
            count = wanted
        case .descriptor(let descriptor, let byteCount):
            count = try Self.read(descriptor, into: buffer, wanted)
            if count == 0, byteCount != nil { throw .endedEarly }
        }
        sent += Int64(count)
        return count
    }

    private static func read(
        _ descriptor: Int32,
        into buffer: UnsafeMutableRawBufferPointer,
        _ wanted: Int
    ) throws(Failure) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, wanted)
            if count >= 0 { return count }
            let code = errno
            if code != EINTR { throw .failed(code: code) }
        }
    }
}
