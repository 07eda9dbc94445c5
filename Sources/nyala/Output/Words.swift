import JobModel
import LinuxSystem

/// How times, spans and runs are written for people.
enum Words {
    /// A span in its two largest units: `3 s`, `12 min`, `5 h 3 min`, `2 d 4 h`.
    static func duration(_ seconds: Int) -> String {
        switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3600: "\(seconds / 60) min"
        case ..<86_400: "\(seconds / 3600) h \(seconds / 60 % 60) min"
        default: "\(seconds / 86_400) d \(seconds / 3600 % 24) h"
        }
    }

    /// How long a job's process runs by now; `nil` where none does.
    static func uptime(_ job: JSONValue) -> String? {
        guard let start = job["started"]?.string.flatMap(Timestamp.init(rfc3339:)) else { return nil }
        return duration(max(0, Int((SystemClock().wallTime() - start).components.seconds)))
    }

    static func milliseconds(_ count: Int) -> String {
        count < 10_000 ? "\(count / 1000).\(String(count % 1000 / 100)) s" : duration(count / 1000)
    }

    static func isToCome(_ rfc3339: String) -> Bool {
        Timestamp(rfc3339: rfc3339).map { $0 > SystemClock().wallTime() } ?? false
    }

    /// To the second, in UTC.
    static func time(_ rfc3339: String) -> String {
        guard let time = Timestamp(rfc3339: rfc3339) else { return rfc3339 }
        return time.rfc3339(decimals: 0)
    }

    /// Where a job's files come from, behind its version.
    static func origin(_ job: JSONValue) -> String {
        switch job["origin"]?.string {
        case "edited": " (edited here since it was deployed)"
        case "hand": " (made here)"
        default: ""
        }
    }

    static func run(_ run: JSONValue) -> String {
        let outcome = run["outcome"]?.string ?? ""
        let took = run["duration_ms"]?.integer.map(milliseconds) ?? ""
        return "\(run["id"]?.string ?? "") \(outcome)\(reason(run)) in \(took)"
    }

    /// ` (exit code 3)` and its like, with what made the program end where that was not itself; empty for a success.
    static func reason(_ run: JSONValue) -> String {
        if run["outcome"]?.string == "Success" { return "" }
        var reasons: [String] = []
        if let code = run["exit_code"]?.integer { reasons.append("exit code \(code)") }
        if let signal = run["signal"]?.string { reasons.append(signal) }
        if let cause = run["cause"]?.string, reasons.isEmpty || !["exit", "signal"].contains(cause) {
            reasons.append(cause)
        }
        return reasons.isEmpty ? "" : " (\(reasons.joined(separator: ", ")))"
    }
}
