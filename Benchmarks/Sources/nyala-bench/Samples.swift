/// The times of one system, in nanoseconds.
struct Samples {
    let name: String
    private(set) var times: [Int64] = []
    private(set) var missed = 0

    init(_ name: String) {
        self.name = name
    }

    mutating func add(from start: Int64, to end: Int64?) {
        if let end { times.append(end - start) } else { missed += 1 }
    }

    func percentile(_ percent: Int) -> Double {
        guard !times.isEmpty else { return .nan }
        let sorted = times.sorted()
        return Double(sorted[min(sorted.count - 1, sorted.count * percent / 100)]) / 1e6
    }

    static func show(_ title: String, _ all: [Samples], target: String) {
        print("\(title)   (\(target))")
        let floor = all[0].percentile(50)
        for samples in all {
            let name = samples.name + String(repeating: " ", count: max(1, 34 - samples.name.count))
            let median = samples.percentile(50)
            var line =
                "  \(name)\(text(median)) ms   p10 \(text(samples.percentile(10)))   p90 \(text(samples.percentile(90)))   p99 \(text(samples.percentile(99)))"
            line += "   x \(text(median / floor))   n \(samples.times.count)"
            if samples.missed > 0 { line += "   MISSED \(samples.missed)" }
            print(line)
        }
        print("")
    }

    static func text(_ value: Double) -> String {
        guard value.isFinite else { return "-" }
        let hundredths = Int((abs(value) * 100).rounded())
        let fraction = hundredths % 100
        let sign = value < 0 && hundredths > 0 ? "-" : ""
        return "\(sign)\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
