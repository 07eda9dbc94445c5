/// Which event a client had last: its number, and the start of the host that counted.
struct EventPlace: Sendable, Hashable, CustomStringConvertible {
    let series: String
    let number: Int

    init(_ series: String, _ number: Int) {
        self.series = series
        self.number = number
    }

    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let number = Int(parts[1]), number >= 0 else { return nil }
        self.init(String(parts[0]), number)
    }

    var description: String { "\(series)-\(number)" }
}
