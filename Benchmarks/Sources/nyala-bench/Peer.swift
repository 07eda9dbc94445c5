import Glibc

/// Another server that is measured beside Nyala.
final class Peer {
    let port: Int
    private let process: pid_t

    /// `arguments` may need the port that was found free for it.
    init(_ program: String, _ arguments: (_ port: Int) throws -> [String]) throws {
        let port = try Self.freePort()
        self.port = port
        let path = try Self.find(program)
        process = try Shell.spawn(path, [program] + arguments(port), isQuiet: true)
        for _ in 0..<2000 {
            if (try? Connection(port: port)) != nil { return }
            Clock.pause(5)
        }
        throw BenchError("\(program) does not start")
    }

    func stop() {
        Glibc.kill(process, SIGTERM)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    private static func find(_ program: String) throws -> String {
        if program.hasPrefix("/") { return program }
        let folders = ["/usr/bin", "/usr/sbin", "/usr/local/bin"]
        guard let folder = folders.first(where: { access("\($0)/\(program)", X_OK) == 0 }) else {
            throw BenchError("\(program) is not installed; `packaging/deps.sh bench` does that")
        }
        return "\(folder)/\(program)"
    }

    private static func freePort() throws -> Int {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 ? getsockname(socket, $0, &length) : -1
            }
        }
        guard status == 0 else { throw BenchError("no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
