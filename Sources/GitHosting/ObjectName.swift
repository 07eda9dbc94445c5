import Clibgit2
import JobModel

/// The 20 bytes of an object's id, as packs have them: cheap to compare and to look up.
struct ObjectName: Hashable, Comparable {
    private let first: UInt64
    private let second: UInt64
    private let third: UInt32

    init(_ id: git_oid) {
        (first, second, third) = withUnsafeBytes(of: id.id) { bytes in
            (
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
            )
        }
    }

    var firstByte: Int { Int(first >> 56) }

    func append(to bytes: inout [UInt8]) {
        withUnsafeBytes(of: first.bigEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: second.bigEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: third.bigEndian) { bytes.append(contentsOf: $0) }
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    static func < (left: Self, right: Self) -> Bool {
        (left.first, left.second, left.third) < (right.first, right.second, right.third)
    }
}
