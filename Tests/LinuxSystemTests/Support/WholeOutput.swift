import Glibc
import LinuxSystem
import Testing

extension SharedDescriptor {
    /// Everything until the end, which comes only when nobody holds the other end any more.
    func readToEnd() throws -> String {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            var state = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
            try #require(poll(&state, 1, 30_000) == 1, "the output has no end")
            let count = Glibc.read(number, &piece, piece.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece[..<count]
        }
    }
}
