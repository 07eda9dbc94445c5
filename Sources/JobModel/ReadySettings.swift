/// How a continuous job shows that it is ready; where several ways are given, all of them must.
package struct ReadySettings: Sendable, Hashable {
    /// A line of its output.
    package var logLine: LinePattern?
    /// A port on this machine that accepts connections.
    package var tcp: Port?
    /// An address on this machine that answers with a status from 200 to 399.
    package var http: ReadyAddress?
    /// It says so itself, as systemd's services do (`READY=1` to `NOTIFY_SOCKET`).
    package var usesNotify = false
    /// Default: 30 s.
    package var timeout: Duration = .seconds(30)

    package init() {}

    /// A port on this machine.
    package enum Port: Sendable, Hashable {
        /// The one that the process was given as `PORT`.
        case own
        case number(Int)
    }

    /// Whether nothing was asked for that could be waited for.
    package var isEmpty: Bool { logLine == nil && tcp == nil && http == nil && !usesNotify }
}

extension ReadySettings {
    package static let keys = ["log_line", "tcp", "http", "notify", "timeout"]

    init(reading reader: SettingsReader) {
        reader.warnOfUnknownKeys(Self.keys)
        logLine = Self.logLine(reader)
        tcp = Self.port(reader)
        if let text = reader.string("http") {
            http = ReadyAddress(text)
            if http == nil {
                reader.complain(about: "http", "wrong_value", "\(ReadyAddress.forms); it is ignored")
            }
        }
        usesNotify = reader.bool("notify") ?? usesNotify
        timeout = reader.duration("timeout") ?? timeout
        if timeout == .zero {
            reader.complain(about: "timeout", "wrong_value", "nothing is ready in no time; it is ignored")
            timeout = Self().timeout
        }
    }

    private static func logLine(_ reader: SettingsReader) -> LinePattern? {
        guard let text = reader.string("log_line") else { return nil }
        do throws(LinePattern.Fault) {
            return try LinePattern(text)
        } catch {
            reader.complain(about: "log_line", "wrong_value", "\(error); it is ignored")
            return nil
        }
    }

    private static func port(_ reader: SettingsReader) -> Port? {
        if case .scalar(.bool(let isOwn), _)? = reader.node("tcp") { return isOwn ? .own : nil }
        return reader.integer("tcp", in: 1...65_535).map(Port.number)
    }
}
