import Glibc
import JobModel
import LinuxSystem
import Logging
import Synchronization

/// The host's own log: `LogFiles/nyala.log` and standard error, one line an event.
final class HostLog: Sendable {
    /// Bytes after which the file rolls; one older file is kept.
    static let maximumSize = 10 * 1024 * 1024

    private struct File {
        var descriptor: SharedDescriptor?
        var size = 0
    }

    private let path: String
    private let clock: any TimeSource
    private let file = Mutex(File())

    init(folder: String, clock: any TimeSource) {
        path = "\(folder)/nyala.log"
        self.clock = clock
    }

    /// Writes one line: `2031-02-03T04:05:06.789Z notice message key=value`.
    func write(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) {
        var line = "\(clock.wallTime().rfc3339(decimals: 3)) \(level.rawValue) \(message)"
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(Self.quoted("\(value)"))" }
        let bytes = Array("\(line)\n".utf8)
        Terminal.write(bytes, to: 2)
        file.withLock { file in
            // A log that cannot be written must not stop the host; standard error has the line.
            if file.descriptor == nil || file.size > Self.maximumSize { try? open(&file) }
            try? bytes.withUnsafeBytes { try file.descriptor?.write($0) }
            file.size += bytes.count
        }
    }

    private func open(_ file: inout File) throws {
        if file.size > Self.maximumSize { rename(path, "\(path).1") }
        let opened = try Descriptor.open(path, O_WRONLY | O_CREAT | O_APPEND)
        file.size = try opened.size()
        file.descriptor = SharedDescriptor(opened)
    }

    private static func quoted(_ text: String) -> String {
        let needsQuotes = text.isEmpty || text.contains { $0 == " " || $0 == "\"" || $0.isNewline }
        return needsQuotes ? String(decoding: JSONValue.string(text).serialized(), as: UTF8.self) : text
    }
}

/// Leads what the parts of the host log to its one log.
struct HostLogHandler: LogHandler {
    let log: HostLog
    var logLevel = Logger.Level.info
    var metadata = Logger.Metadata()
    var metadataProvider: Logger.MetadataProvider?

    init(log: HostLog) {
        self.log = log
    }

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        log.write(event.level, "\(event.message)", metadata.merging(event.metadata ?? [:]) { $1 })
    }
}
