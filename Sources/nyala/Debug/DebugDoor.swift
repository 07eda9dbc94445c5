import Glibc
import LinuxSystem

/// A port of this machine where the developer's tools find a debugger.
struct DebugDoor {
    let port: Int
    private let socket: SharedDescriptor

    /// Takes the port; 0 takes a free one.
    init(port: Int) throws {
        let number = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        guard number >= 0 else { throw Self.failure(port, "this machine gives no socket") }
        socket = SharedDescriptor(Descriptor(owning: number))
        var on: Int32 = 1
        setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = Self.address(port)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isTaken = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(number, raw, length) == 0 && listen(number, 16) == 0 && getsockname(number, raw, &length) == 0
            }
        }
        guard isTaken else {
            let reason = errno == EADDRINUSE ? "another program listens there" : String(cString: strerror(errno))
            throw Self.failure(port, reason)
        }
        self.port = Int(UInt16(bigEndian: address.sin_port))
    }

    /// The next one who comes; `nil` when nobody has come for this long.
    func accept(within milliseconds: Int32) -> SharedDescriptor? {
        var poll = pollfd(fd: socket.number, events: Int16(POLLIN), revents: 0)
        guard Glibc.poll(&poll, 1, milliseconds) == 1 else { return nil }
        let number = Glibc.accept(socket.number, nil, nil)
        return number < 0 ? nil : SharedDescriptor(Descriptor(owning: number))
    }

    /// A connection to a program that listens on this machine; `nil` when none does.
    static func call(_ port: Int) -> SharedDescriptor? {
        let number = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        guard number >= 0 else { return nil }
        let descriptor = SharedDescriptor(Descriptor(owning: number))
        var address = address(port)
        let isThere = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                connect(number, raw, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        return isThere ? descriptor : nil
    }

    private static func address(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func failure(_ port: Int, _ reason: String) -> CommandFailure {
        CommandFailure(.failed, "cannot listen on 127.0.0.1:\(port): \(reason); choose another with --port N")
    }
}
