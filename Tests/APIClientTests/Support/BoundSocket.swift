import APIClient
import Glibc
import LinuxSystem

/// A socket that has an address where nobody listens yet.
struct BoundSocket: Sendable {
    let descriptor: SharedDescriptor
    let endpoint: APIEndpoint
    /// Zero for a socket in a folder.
    let port: Int

    /// At a free TCP port of this machine.
    static func onLoopback() throws -> BoundSocket {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let descriptor = try bound(AF_INET, to: address)
        let number = descriptor.number
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        try check("getsockname") {
            withUnsafeMutableBytes(of: &address) { bytes in
                getsockname(number, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
            }
        }
        let port = Int(UInt16(bigEndian: address.sin_port))
        return BoundSocket(descriptor: descriptor, endpoint: .url("http://127.0.0.1:\(port)"), port: port)
    }

    /// At a path, which must be free and short.
    static func at(_ path: String) throws -> BoundSocket {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let descriptor = try bound(AF_UNIX, to: address)
        return BoundSocket(descriptor: descriptor, endpoint: .unixSocket(path: path), port: 0)
    }

    private static func bound<Address>(_ family: Int32, to address: Address) throws -> SharedDescriptor {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let number = try check("socket") { socket(family, type, 0) }
        let descriptor = SharedDescriptor(Descriptor(owning: number))
        let length = socklen_t(MemoryLayout<Address>.size)
        try check("bind") {
            withUnsafeBytes(of: address) { bytes in
                bind(descriptor.number, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), length)
            }
        }
        return descriptor
    }
}
