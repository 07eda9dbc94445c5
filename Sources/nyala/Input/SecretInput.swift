import Glibc
import LinuxSystem

/// Reads what nobody else should see, from standard input.
enum SecretInput {
    /// All of it, or one line from a terminal, which then does not show it.
    static func read(prompt: String, limit: Int) throws -> [UInt8] {
        var settings = termios()
        guard isatty(STDIN_FILENO) == 1, tcgetattr(STDIN_FILENO, &settings) == 0 else {
            return try bytes(limit) { _ in false }
        }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        Terminal.write(Array(prompt.utf8), to: STDERR_FILENO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
            Terminal.write([10], to: STDERR_FILENO)
        }
        return try bytes(limit) { $0.last == 10 }
    }

    private static func bytes(_ limit: Int, until isDone: ([UInt8]) -> Bool) throws -> [UInt8] {
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while all.count <= limit, !isDone(all) {
            let count = try check("read") { Glibc.read(STDIN_FILENO, &piece, piece.count) }
            if count == 0 { break }
            all += piece[..<count]
        }
        return all
    }
}
