import Glibc
import LinuxSystem
import Synchronization

/// Listens on a port of this machine, lets everybody in and never answers.
package final class SilentServer: Sendable {
    private let descriptor: SharedDescriptor
    private let clients = Mutex<[SharedDescriptor]>([])
    package let port: Int

    package init() throws {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let number = try check("socket") { socket(AF_INET, type, 0) }
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

    /// Whether somebody has connected; takes that client, whom nothing is said to as long as the server is there.
    package var hasClient: Bool {
        let client = accept(descriptor.number, nil, nil)
        guard client >= 0 else { return false }
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        clients.withLock { $0.append(SharedDescriptor(Descriptor(owning: client))) }
        return true
    }
}
