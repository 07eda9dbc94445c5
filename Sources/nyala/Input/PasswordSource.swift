import Glibc
import LinuxSystem

/// Reads a password that somebody gives in a file or on standard input.
enum PasswordSource {
    /// The first line, without its end.
    static func read(_ path: String) throws -> String {
        let bytes: [UInt8]
        if path == "-" {
            bytes = try SharedDescriptor(Descriptor.open("/proc/self/fd/0")).readBlocking(atMost: 4096) ?? []
        } else {
            guard let contents = try FileContents.read(path, limit: 4096) else {
                throw CommandFailure(.usage, "there is no password file \(path)")
            }
            bytes = contents
        }
        let line = bytes.prefix { $0 != 10 && $0 != 13 }
        guard !line.isEmpty else { throw CommandFailure(.usage, "the password is empty (first line of \(path))") }
        return String(decoding: line, as: UTF8.self)
    }
}
