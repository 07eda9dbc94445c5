import Deflate

/// How hard an object is pressed when it goes into a pack.
package enum PackCompression: Sendable, Hashable {
    /// Not at all: costs next to no time, for whoever is in a hurry.
    case none
    /// zlib's quickest, where the content looks as if that would gain something.
    case quick

    /// The level of what is to be done.
    var level: Deflater.Level {
        switch self {
        case .none: .none
        case .quick: .quickest
        }
    }

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
