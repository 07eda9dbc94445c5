/// The nearest thing the writer of a wrong value may have meant, as the end of an error message.
enum CronHint {
    /// Empty when nothing is near.
    static func text(for found: String, in field: CronField) -> String {
        hint(for: found, in: field).map { "; \($0)" } ?? ""
    }

    static func text(forShortcut found: String) -> String {
        switch found.lowercased() {
        case "@midnight": return "; did you mean @daily?"
        case "@annually": return "; did you mean @yearly?"
        case "@reboot": return "; a continuous job runs from the start of the host"
        default:
            let names = CronShortcut.allCases.map(\.rawValue)
            return NearestName.of(found, among: names).map { "; did you mean \($0)?" } ?? ""
        }
    }

    private static func hint(for found: String, in field: CronField) -> String? {
        if let number = Int(found) { return hint(for: number, in: field) }
        if found == "?" { return "write \"*\" for any \(field.rawValue)" }
        if found.first == "/" { return "write \"*\(found)\" for steps from \(field.range.lowerBound)" }
        if let other = [CronField.month, .weekday].first(where: { $0 != field && isName(found, of: $0) }) {
            return "names of a \(other.rawValue) belong in the \(other == .month ? "fifth" : "last") of six fields"
        }
        let names = field.names + field.names.map { String($0.prefix(3)) }
        if let nearest = NearestName.of(found, among: names) { return "did you mean \"\(nearest)\"?" }
        // Quartz and others know the last day (L), the nearest working day (W) and the second Friday (5#2).
        if field == .day || field == .weekday, found.contains(where: { "LlWw#".contains($0) }) {
            return "\"L\", \"W\" and \"#\" are not part of this language"
        }
        if found.contains("*") { return "\"*\" stands alone or before a step" }
        return nil
    }

    private static func hint(for number: Int, in field: CronField) -> String? {
        switch (field, number) {
        case (.weekday, 7): "Sunday is 0"
        case (.hour, 24): "midnight is 0"
        case (.second, 60), (.minute, 60): "the full \(field == .second ? "minute" : "hour") is 0"
        case (.day, 0), (.month, 0): "the first \(field.rawValue) is 1"
        default: nil
        }
    }

    /// Three letters at least: a single one would be the beginning of some name too easily.
    private static func isName(_ text: String, of field: CronField) -> Bool {
        text.count >= 3 && field.value(namedBy: text) != nil
    }
}
