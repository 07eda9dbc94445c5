import JobModel

/// When runs were and how long they took, as bars on a line of time from the oldest shown to now.
struct RunTimeline {
    let runs: [RunRecord]
    let moments: Moments

    private static let width = 1000.0
    /// Of a run that was over at once.
    private static let leastWidth = 3.0

    var html: HTML {
        guard runs.count > 1, let first = runs.last?.start else { return HTML() }
        let end = runs.first.map { $0.end ?? moments.now } ?? moments.now
        let span = max(1, Double((end - first).inNanoseconds))
        let bars = runs.reversed().map { run -> HTML in
            let x = Double((run.start - first).inNanoseconds) / span * (Self.width - Self.leastWidth)
            let length = Double(((run.end ?? moments.now) - run.start).inNanoseconds) / span * Self.width
            let isTall = run.outcome.isFailure
            return """
                <rect class="\(RunWords.tone(run.outcome).rawValue)" x="\(Int(x))" y="\(isTall ? 0 : 14)" width="\(
                Int(max(Self.leastWidth, min(length, Self.width - x))))" height="\(isTall ? 36 : 22)"><title>\(
                RunWords.word(run.outcome)), \(moments.local(run.start)), \(RunTable.took(run, moments.now))</title></rect>
                """
        }
        return """
            <figure class="timeline"><svg viewBox="0 0 1000 40" preserveAspectRatio="none" role="img" aria-label="\(
            runs.count) runs between \(moments.local(first)) and \(moments.local(end))">\(bars)<path d="M0 38h1000" class="axis"/></svg>
            <figcaption><span>\(moments.exact(first))</span><span>\(moments.exact(end))</span></figcaption></figure>
            """
    }
}
