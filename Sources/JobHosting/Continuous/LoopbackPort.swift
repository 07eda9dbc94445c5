import Glibc
import LinuxSystem

/// Finds TCP ports for jobs that serve requests.
enum LoopbackPort {
    /// A port that was free a moment ago; `nil` when the machine gives none.
    static func pickFree() -> Int? {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return nil }
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(socket, raw, length) == 0 ? getsockname(socket, raw, &length) : -1
            }
        }
        return status == 0 ? Int(UInt16(bigEndian: address.sin_port)) : nil
    }

    /// Whether somebody listens there on 127.0.0.1, without a connection to it: some servers take only one.
    static func isListening(_ port: Int) -> Bool {
        // Where it cannot be read, nothing is known to listen.
        guard let table = try? FileContents.text("/proc/net/tcp") else { return false }
        return isListening(port, table)
    }

    /// `table`: the kernel's, as in proc(5).
    static func isListening(_ port: Int, _ table: String) -> Bool {
        let digits = String(port, radix: 16, uppercase: true)
        let address = "0100007F:\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)"
        return table.split(separator: "\n").contains { line in
            let words = line.split(separator: " ")
            // 0A: listening.
            return words.count > 3 && words[1] == address && words[3] == "0A"
        }
    }
}
