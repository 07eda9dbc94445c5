import Clibz

/// CRC-32 as zip archives and packs have it, piece by piece.
package struct CRC32: Sendable, Hashable {
    private var state: UInt = 0

    package init() {}

    package init(_ bytes: UnsafeRawBufferPointer) {
        add(bytes)
    }

    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        // zlib takes a call without bytes for the wish to begin anew.
        guard let start = bytes.bindMemory(to: UInt8.self).baseAddress, !bytes.isEmpty else { return }
        state = crc32_z(state, start, bytes.count)
    }

    /// Of all that was added.
    package var value: UInt32 { UInt32(truncatingIfNeeded: state) }
}

/// Adler-32, which ends each zlib stream.
package enum Adler32 {
    package static func value(of bytes: UnsafeRawBufferPointer) -> UInt32 {
        guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { return 1 }
        return UInt32(truncatingIfNeeded: adler32_z(1, start, bytes.count))
    }
}
