import Glibc
import LinuxSystem

/// Where the lines of the transfer under way go, in memory that outlives the host.
///
/// ```
/// 8 bytes  size of the log before them
/// 4 bytes  length of the stamp
/// 4 bytes  length of the path
/// the stamp, the path
/// ```
struct TransferJournal {
    struct Entry: Hashable {
        let path: String
        let size: Int
        let stamp: [UInt8]
    }

    /// Bytes; a path has at most 4,096.
    private static let length = 8192
    private static let headLength = 16

    private let memory: SharedMemory

    init() throws(SystemError) {
        memory = try SharedMemory(named: "nyala-journal", size: Self.length)
    }

    init(_ descriptor: SharedDescriptor) throws(SystemError) {
        memory = try SharedMemory(descriptor, size: Self.length)
    }

    var descriptor: SharedDescriptor { memory.descriptor }

    func begin(_ path: String, size: Int, stamp: [UInt8]) {
        let bytes = memory.bytes
        var path = path
        path.withUTF8 { path in
            guard Self.headLength + stamp.count + path.count <= Self.length else {
                // No file has such a path: nothing will be written to it either.
                return clear()
            }
            bytes.storeBytes(of: Int64(size), toByteOffset: 0, as: Int64.self)
            bytes.storeBytes(of: UInt32(stamp.count), toByteOffset: 8, as: UInt32.self)
            bytes.storeBytes(of: UInt32(path.count), toByteOffset: 12, as: UInt32.self)
            UnsafeMutableRawBufferPointer(rebasing: bytes[Self.headLength...]).copyBytes(from: stamp)
            UnsafeMutableRawBufferPointer(rebasing: bytes[(Self.headLength + stamp.count)...]).copyBytes(from: path)
        }
    }

    func clear() {
        memory.bytes.storeBytes(of: UInt32(0), toByteOffset: 12, as: UInt32.self)
    }

    /// What was begun last; `nil` when nothing was.
    var entry: Entry? {
        let bytes = UnsafeRawBufferPointer(memory.bytes)
        let size = bytes.load(fromByteOffset: 0, as: Int64.self)
        let stampLength = Int(bytes.load(fromByteOffset: 8, as: UInt32.self))
        let pathLength = Int(bytes.load(fromByteOffset: 12, as: UInt32.self))
        let end = Self.headLength + stampLength + pathLength
        guard pathLength > 0, end <= Self.length else { return nil }
        let stamp = Array(bytes[Self.headLength..<Self.headLength + stampLength])
        let path = String(decoding: bytes[Self.headLength + stampLength..<end], as: UTF8.self)
        return Entry(path: path, size: Int(size), stamp: stamp)
    }
}
