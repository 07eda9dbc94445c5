import Glibc
import JobModel
import LinuxSystem

/// A record that grows at its end, one JSON value a line, and is written anew when it has grown too long.
struct JSONLinesFile: Sendable {
    let path: String

    /// What is on record, oldest first; nothing of a file that is missing or cannot be read.
    ///
    /// A line that makes no sense, such as one that was cut off by the end of a host, is passed over. Blocks on the disk.
    func read() -> [JSONValue] {
        let bytes = (try? PlainFile.read(path)) ?? []
        return bytes.split(separator: 10).compactMap { try? JSONValue.parse(Array($0)) }
    }

    func append(_ value: JSONValue) throws(SystemError) {
        let descriptor = try PlainFile.openOwn(path, O_WRONLY | O_CREAT | O_APPEND)
        try descriptor.write(value.serialized() + [10])
    }

    /// Leaves these lines and no others.
    func replace(with values: [JSONValue]) throws(SystemError) {
        try AtomicFile.write(values.flatMap { $0.serialized() + [10] }, to: path)
    }
}
