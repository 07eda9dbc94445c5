import JobModel

/// Writes measurements in the text format of Prometheus, version 0.0.4.
struct MetricsText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    enum Kind: String {
        case counter, gauge, histogram
    }

    typealias Labels = [(name: String, value: String)]

    private(set) var text = ""
    private var name = ""

    /// Begins the samples of one name.
    mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    mutating func sample(_ value: Int, _ labels: Labels = []) {
        line(name, labels, "\(value)")
    }

    mutating func sample(_ value: Double, _ labels: Labels = []) {
        line(name, labels, Self.number(value))
    }

    mutating func sample(_ histogram: DurationHistogram, _ labels: Labels = []) {
        var count = 0
        for (bound, more) in zip(histogram.bounds, histogram.counts) {
            count += more
            line("\(name)_bucket", labels + [("le", Self.number(bound))], "\(count)")
        }
        line("\(name)_bucket", labels + [("le", "+Inf")], "\(histogram.total)")
        line("\(name)_sum", labels, Self.number(histogram.sum))
        line("\(name)_count", labels, "\(histogram.total)")
    }

    private mutating func line(_ name: String, _ labels: Labels, _ value: String) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
        }
        text += " \(value)\n"
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }

    /// A name of a folder may hold anything.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
