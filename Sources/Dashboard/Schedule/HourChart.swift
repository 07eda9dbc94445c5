import JobModel

/// One bar for each hour: how many jobs run in it.
///
/// Jobs are counted, not runs: one that runs each second would leave nothing to be seen of the others.
struct HourChart {
    private let model: ScheduleModel

    private static let step = 24
    private static let height = 56

    init(_ model: ScheduleModel) {
        self.model = model
    }

    var html: HTML {
        let most = max(1, model.hours.map(\.jobs).max() ?? 1)
        let bars = model.hours.enumerated().map { index, hour in bar(hour, at: index * Self.step, most) }
        let width = max(1, model.hours.count) * Self.step
        return """
            <figure class="hours"><svg viewBox="0 0 \(width) \(Self.height + 2)" preserveAspectRatio="none" role="img" aria-label="\(words)">\(bars)\
            <path class="axis" d="M0 \(Self.height + 1)H\(width)"/></svg>
            <figcaption aria-hidden="true">\(labels)</figcaption></figure>
            """
    }

    private func bar(_ hour: ScheduleModel.Hour, at x: Int, _ most: Int) -> HTML {
        guard hour.jobs > 0 else { return HTML() }
        let tall = max(4, hour.jobs * Self.height / most)
        return """
            <rect x="\(x + 2)" y="\(Self.height - tall)" width="\(Self.step - 4)" height="\(tall)"><title>\(title(hour))</title></rect>
            """
    }

    private func title(_ hour: ScheduleModel.Hour) -> String {
        let clock = model.moments.local(hour.start).dropFirst(11).prefix(5)
        let runs = hour.runs == 1 ? "1 run" : "\(SchedulePage.grouped(hour.runs)) runs"
        return "from \(clock): \(runs) of \(hour.jobs == 1 ? "1 job" : "\(hour.jobs) jobs")"
    }

    /// For those who do not see it.
    private var words: String {
        let busiest = model.hours.max { ($0.jobs, -$0.start.nanoseconds) < ($1.jobs, -$1.start.nanoseconds) }
        guard let busiest, busiest.jobs > 0 else { return "No job runs in the next 24 hours." }
        return "Jobs by hour; most run \(title(busiest))."
    }

    private var labels: [HTML] {
        // Every sixth hour is named; the last one would stand outside.
        model.hours.dropLast().enumerated().filter { $0.offset % 6 == 0 }.map { _, hour -> HTML in
            "<span>\(model.moments.local(hour.start).dropFirst(11).prefix(5))</span>"
        }
    }
}
