/// How spans of time are written for people.
package enum SpanWords {
    /// In its two largest units: `340 ms`, `3.2 s`, `12 min`, `5 h 3 min`, `2 d 4 h`.
    package static func text(_ span: Duration) -> String {
        let (seconds, attoseconds) = span.components
        let milliseconds = Int(attoseconds / 1_000_000_000_000_000)
        switch seconds {
        case ..<0: return "0 s"
        case 0: return "\(milliseconds) ms"
        case ..<10: return "\(seconds).\(milliseconds / 100) s"
        default: return whole(Int(seconds))
        }
    }

    /// The same without fractions of a second.
    package static func whole(_ seconds: Int) -> String {
        switch seconds {
        case ..<60: return "\(max(0, seconds)) s"
        case ..<600: return joined(seconds / 60, "min", seconds % 60, "s")
        case ..<3600: return "\(seconds / 60) min"
        case ..<86_400: return joined(seconds / 3600, "h", seconds / 60 % 60, "min")
        default: return joined(seconds / 86_400, "d", seconds / 3600 % 24, "h")
        }
    }

    /// In its largest unit alone, for what is about to change anyhow: `12 s`, `3 h`.
    package static func rough(_ seconds: Int) -> String {
        switch seconds {
        case ..<60: "\(max(0, seconds)) s"
        case ..<3600: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86_400) days"
        }
    }

    private static func joined(_ large: Int, _ largeUnit: String, _ small: Int, _ smallUnit: String) -> String {
        small == 0 ? "\(large) \(largeUnit)" : "\(large) \(largeUnit) \(small) \(smallUnit)"
    }
}
