import Glibc
import LinuxSystem

/// Listens on a port of this machine, lets everybody in and says nothing.
struct SilentServer {
    private let descriptor: SharedDescriptor
    let port: Int

    init() throws {
        let number = try check("socket") { socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0) }
        descriptor = SharedDescriptor(Descriptor(owning: number))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        try check("bind") {
            withUnsafeBytes(of: address) { bytes in
                bind(number, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), length)
            }
        }
        try check("listen") { listen(number, 64) }
        try check("getsockname") {
            withUnsafeMutableBytes(of: &address) { bytes in
                getsockname(number, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
    }
}
