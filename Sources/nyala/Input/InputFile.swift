import Glibc
import LinuxSystem

/// A file that a command was told to read, or its standard input.
struct InputFile: ~Copyable {
    /// Open as long as this value is.
    let number: Int32
    private let file: Descriptor?

    /// `-` is the standard input.
    init(_ path: String) throws {
        guard path != "-" else {
            file = nil
            number = STDIN_FILENO
            return
        }
        do throws(SystemError) {
            let opened = try Descriptor.open(path, O_RDONLY)
            number = opened.number
            file = consume opened
        } catch {
            throw CommandFailure(.usage, "\(path) cannot be read: \(error)")
        }
    }
}
