import JobModel

/// Measurements, gathered name by name, and written in the text format of Prometheus, version 0.0.4.
struct MetricsText: Sendable {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    typealias Labels = [(name: String, value: String)]

    enum Value: Sendable {
        case integer(Int)
        case number(Double)
        case histogram(DurationHistogram)
    }

    /// All samples of one name.
    struct Family: Sendable {
        let name: String
        let kind: Kind
        let help: String
        var samples: [(labels: Labels, value: Value)] = []
    }

    private(set) var families: [Family] = []

    /// Begins the samples of one name.
    mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        families.append(Family(name: name, kind: kind, help: help))
    }

    mutating func sample(_ value: Int, _ labels: Labels = []) {
        add(.integer(value), labels)
    }

    mutating func sample(_ value: Double, _ labels: Labels = []) {
        add(.number(value), labels)
    }

    mutating func sample(_ histogram: DurationHistogram, _ labels: Labels = []) {
        add(.histogram(histogram), labels)
    }

    private mutating func add(_ value: Value, _ labels: Labels) {
        guard !families.isEmpty else { return }
        families[families.count - 1].samples.append((labels, value))
    }

    // MARK: as text

    var text: String {
        var text = ""
        for family in families {
            text += "# HELP \(family.name) \(family.help)\n# TYPE \(family.name) \(family.kind.rawValue)\n"
            for sample in family.samples { Self.write(sample.value, family.name, sample.labels, to: &text) }
        }
        return text
    }

    private static func write(_ value: Value, _ name: String, _ labels: Labels, to text: inout String) {
        switch value {
        case .integer(let value): line(name, labels, "\(value)", to: &text)
        case .number(let value): line(name, labels, number(value), to: &text)
        case .histogram(let histogram):
            var count = 0
            for (bound, more) in zip(histogram.bounds, histogram.counts) {
                count += more
                line("\(name)_bucket", labels + [("le", number(bound))], "\(count)", to: &text)
            }
            line("\(name)_bucket", labels + [("le", "+Inf")], "\(histogram.total)", to: &text)
            line("\(name)_sum", labels, number(histogram.sum), to: &text)
            line("\(name)_count", labels, "\(histogram.total)", to: &text)
        }
    }

    private static func line(_ name: String, _ labels: Labels, _ value: String, to text: inout String) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",") + "}"
        }
        text += " \(value)\n"
    }

    /// As both formats have it.
    static func number(_ value: Double) -> String {
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
