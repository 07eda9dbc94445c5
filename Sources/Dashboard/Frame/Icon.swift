/// The pictures that stand beside words; drawn once in each page (``sprite``) and used by name.
package enum Icon: String, Sendable, CaseIterable {
    case succeeded = "ok"
    case failed = "bad"
    case warning = "warn"
    case running = "run"
    case waiting = "wait"
    case stopped = "stop"
    case idle
    case skipped = "skip"
    case play
    case pause
    case again
    case add

    package static func html(_ icon: Icon) -> HTML {
        "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-\(icon.rawValue)\"/></svg>"
    }

    /// All shapes, 16 units square.
    static let sprite: HTML = """
        <svg class="sprite" width="0" height="0" aria-hidden="true">\(allCases.map { "<symbol id=\"i-\($0.rawValue)\" viewBox=\"0 0 16 16\">\($0.shape)</symbol>" })</svg>
        """

    private var shape: HTML {
        switch self {
        case .succeeded:
            "<circle cx=\"8\" cy=\"8\" r=\"7\" class=\"f\"/><path d=\"M4.7 8.3 7 10.6l4.3-5\" class=\"k\"/>"
        case .failed:
            "<circle cx=\"8\" cy=\"8\" r=\"7\" class=\"f\"/><path d=\"m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2\" class=\"k\"/>"
        case .warning: "<path d=\"M8 1.4 15.2 14H.8z\" class=\"f j\"/><path d=\"M8 6v4m0 2v.2\" class=\"k\"/>"
        case .running: "<circle cx=\"8\" cy=\"8\" r=\"6\" class=\"s\"/><circle cx=\"8\" cy=\"8\" r=\"3\" class=\"f\"/>"
        case .waiting: "<circle cx=\"8\" cy=\"8\" r=\"6\" class=\"s\"/><path d=\"M8 4.6V8l2.4 1.6\" class=\"s\"/>"
        case .stopped: "<rect x=\"2.5\" y=\"2.5\" width=\"11\" height=\"11\" rx=\"2\" class=\"f\"/>"
        case .idle: "<circle cx=\"8\" cy=\"8\" r=\"6\" class=\"s\"/>"
        case .skipped: "<circle cx=\"8\" cy=\"8\" r=\"6\" class=\"s\"/><path d=\"M5 8h6\" class=\"s\"/>"
        case .play: "<path d=\"M4.5 2.6v10.8L13 8z\" class=\"f j\"/>"
        case .pause: "<path d=\"M5.5 3v10m5-10v10\" class=\"s\"/>"
        case .again: "<path d=\"M13 8a5 5 0 1 1-1.6-3.7M13 1.8v3.1H9.9\" class=\"s\"/>"
        case .add: "<path d=\"M8 3v10M3 8h10\" class=\"s\"/>"
        }
    }
}
