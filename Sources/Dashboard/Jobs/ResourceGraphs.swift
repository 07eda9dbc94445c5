import JobModel

/// Processor and memory of a job as two small graphs.
struct ResourceGraphs {
    let history: ResourceHistory

    private static let width = 300.0
    private static let height = 56.0

    var html: HTML {
        guard let last = history.samples.last else { return HTML() }
        let processors = history.samples.compactMap { sample in sample.processors.map { (sample.time, $0) } }
        let memory = history.samples.map { ($0.time, Double($0.memory)) }
        return """
            <section id="resources" data-live class="card" aria-labelledby="resources-title"><h2 id="resources-title">Resources</h2>
            <div class="graphs">
            \(graph("Processor", Self.percent(processors.last?.1), processors, least: 0.1))
            \(graph("Memory", Self.bytes(last.memory), memory, least: 1024 * 1024))
            </div>
            <p class="muted">\(last.processes == 1 ? "One process" : "\(last.processes) processes"). Measured every few seconds while \
            somebody looks, for the last \(SpanWords.whole(Int(history.window.components.seconds))).</p></section>
            """
    }

    private func graph(_ name: String, _ now: String, _ points: [(Timestamp, Double)], least: Double) -> HTML {
        let top = max(least, points.map(\.1).max() ?? 0) * 1.1
        let end = points.last?.0 ?? Timestamp(seconds: 0)
        let span = Double(history.window.components.seconds)
        let places = points.map { time, value -> String in
            let age = Double((end - time).inNanoseconds) / 1e9
            return "\(Self.tenths(Self.width * (1 - age / span))),\(Self.tenths(Self.height * (1 - value / top)))"
        }
        return """
            <figure><figcaption>\(name) <strong>\(now)</strong></figcaption>
            <svg class="graph" viewBox="0 0 300 56" preserveAspectRatio="none" role="img" aria-label="\(name) now \(now)">\
            <polyline class="line" points="\(places.joined(separator: " "))"/></svg></figure>
            """
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(abs(tenths % 10))"
    }

    static func percent(_ value: Double?) -> String {
        guard let value else { return "–" }
        return value < 0.0995 ? "\(tenths(value * 100)) %" : "\(Int((value * 100).rounded())) %"
    }

    /// `3.2 MiB`.
    static func bytes(_ count: Int) -> String {
        if count < 1024 { return "\(count) B" }
        var value = Double(count) / 1024
        for unit in ["KiB", "MiB", "GiB"] {
            if value < 1000 { return value < 10 ? "\(tenths(value)) \(unit)" : "\(Int(value.rounded())) \(unit)" }
            value /= 1024
        }
        return "\(Int(value.rounded())) TiB"
    }
}
