import Glibc
import HTTPAPI

/// Finds out before anything starts whether the host can listen where it is to.
enum ListenCheck {
    /// Throws a sentence with the reason and what to do; what is free now may be taken a moment later.
    static func run(_ address: HTTPService.ListenAddress) throws {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        var found: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(address.host, "\(address.port)", &hints, &found)
        guard result == 0, let first = found else {
            throw refusal(address, "the address is not known (\(String(cString: gai_strerror(result))))")
        }
        defer { freeaddrinfo(found) }
        let socket = Glibc.socket(first.pointee.ai_family, first.pointee.ai_socktype | O_CLOEXEC, 0)
        // Without a socket the server says what is wrong.
        guard socket >= 0 else { return }
        defer { close(socket) }
        var on: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard bind(socket, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0, listen(socket, 1) == 0 else {
            switch errno {
            case EADDRINUSE: throw refusal(address, "another program listens there")
            case EACCES: throw refusal(address, "permission denied; ports below 1024 are for root")
            case EADDRNOTAVAIL: throw refusal(address, "this machine has no such address")
            default: throw refusal(address, String(cString: strerror(errno)))
            }
        }
    }

    private static func refusal(_ address: HTTPService.ListenAddress, _ reason: String) -> CommandFailure {
        CommandFailure(
            .failed,
            "cannot listen on \(address.host):\(address.port): \(reason). Choose another with --listen HOST:PORT."
        )
    }
}
