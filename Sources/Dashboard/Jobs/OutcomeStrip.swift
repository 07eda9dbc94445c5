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
        // One path for each colour: a page has many strips.
        var paths: [(tone: Tone, path: String)] = []
        for (index, run) in recent.suffix(length).enumerated() {
            let tone = RunWords.tone(run.outcome)
            let isTall = run.outcome.isFailure || run.outcome == .running
            let tall = isTall ? height : height / 2
            let bar = "M\(index * step) \(height - tall)h5v\(tall)h-5z"
            if let place = paths.firstIndex(where: { $0.tone == tone }) {
                paths[place].path += bar
            } else {
                paths.append((tone, bar))
            }
        }
        let shapes = paths.map { "<path class=\"\($0.tone.rawValue)\" d=\"\($0.path)\"/>" as HTML }
        return """
            <a class="strip" href="\(job.path)/runs" aria-label="\(words(recent)). History of \(job.name)"><svg width="\(
            length * step)" height="\(height)" aria-hidden="true">\(shapes)</svg></a>
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
