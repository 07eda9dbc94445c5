/// A line of a log taken apart: `[2031-02-03T04:05:06.789Z > a1b2c3: ERR ] text`.
struct LogLine: Sendable, Hashable {
    /// `nil` for a line that has no stamp.
    let time: String?
    let tone: String?
    let text: Substring

    init(_ line: String) {
        guard line.hasPrefix("["), let close = line.firstRange(of: "] "), let arrow = line.firstRange(of: " > "),
            arrow.upperBound < close.lowerBound,
            let colon = line[arrow.upperBound..<close.lowerBound].firstRange(of: ": ")
        else {
            (time, tone, text) = (nil, nil, line[...])
            return
        }
        time = String(line[line.index(after: line.startIndex)..<arrow.lowerBound])
        switch line[colon.upperBound..<close.lowerBound] {
        case "ERR ": tone = "err"
        case "SYS INFO": tone = "sys"
        case "SYS WARN": tone = "sys warn"
        case "SYS ERR ": tone = "sys err"
        default: tone = nil
        }
        text = line[close.upperBound...]
    }

    var html: HTML {
        guard let time else { return "<li>\(text)</li>" }
        // Hours to milliseconds; the date is for whoever points at it.
        let clock = time.utf8.count == 24 ? String(time.dropFirst(11).dropLast()) : time
        return "<li\(tone.map { " class=\"\($0)\"" as HTML })><b title=\"\(time)\">\(clock)</b> \(text)</li>"
    }
}
