import JobModel

/// The newest runs of a job as a row of bars: good ones low, bad ones high, so that they differ without colour.
///
/// One link to the history, not one a bar: with a keyboard, nobody wants to go through all of them.
enum OutcomeStrip {
    /// Bars of a strip.
    static let length = 16
    private static let step = 7
    private static let height = 20

    static func html(_ job: JobSummary, _ recent: [JobSummary.RecentRun]) -> HTML {
        guard !recent.isEmpty else { return HTML() }
        let bars = recent.suffix(length).enumerated().map { index, run in bar(run, at: index * step) }
        return """
            <a class="strip" href="\(job.path)/runs" aria-label="\(words(recent)). History of \(job.name)"><svg width="\(
            length * step)" height="\(height)" aria-hidden="true">\(bars)</svg></a>
            """
    }

    private static func bar(_ run: JobSummary.RecentRun, at x: Int) -> HTML {
        let isTall = run.outcome.isFailure || run.outcome == .running
        let tall = isTall ? height : height / 2
        return """
            <rect class="\(RunWords.tone(run.outcome).rawValue)" x="\(x)" y="\(height - tall)" width="5" height="\(tall)" rx="1"><title>\(
            RunWords.word(run.outcome)) \(run.id.start.rfc3339(decimals: 0))</title></rect>
            """
    }

    /// `3 of the last 12 runs failed`.
    static func words(_ recent: [JobSummary.RecentRun]) -> String {
        let runs = recent.suffix(length)
        let failures = runs.count { $0.outcome.isFailure }
        if runs.count == 1 { return failures == 0 ? "The last run did not fail" : "The last run failed" }
        return failures == 0
            ? "None of the last \(runs.count) runs failed" : "\(failures) of the last \(runs.count) runs failed"
    }
}
