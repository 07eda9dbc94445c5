import Glibc
import JobModel
package import LinuxSystem

/// What became of messages: one line of JSON each, in a file that rolls once.
package struct DeliveryLog: Sendable {
    /// Bytes after which the file rolls; twice as much is kept.
    package static let defaultSize = 512 * 1024

    private let path: String
    private let size: Int

    package init(path: String, size: Int = DeliveryLog.defaultSize) {
        self.path = path
        self.size = size
    }

    package func add(_ entry: DeliveryEntry) throws(SystemError) {
        let file = try Descriptor.open(path, O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
        try file.write(entry.json.serialized() + [UInt8(ascii: "\n")])
        let number = file.number
        guard lseek(number, 0, SEEK_END) > size else { return }
        try check("rename", path: path) { rename(path, "\(path).1") }
    }

    /// The newest ones that `isWanted` takes, newest first.
    package func entries(
        limit: Int,
        _ isWanted: (DeliveryEntry) -> Bool = { _ in true }
    ) throws(SystemError) -> [DeliveryEntry] {
        var found: [DeliveryEntry] = []
        for name in [path, "\(path).1"] where found.count < limit {
            guard let bytes = try FileContents.read(name, limit: 2 * size) else { continue }
            for line in bytes.split(separator: UInt8(ascii: "\n")).reversed() where found.count < limit {
                // A line that a crash cut off says nothing.
                guard let value = try? JSONValue.parse(Array(line)), let entry = DeliveryEntry(value) else { continue }
                if isWanted(entry) { found.append(entry) }
            }
        }
        return found
    }
}
