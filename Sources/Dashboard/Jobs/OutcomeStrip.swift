import JobModel

/// The newest runs of a job as a row of bars: good ones low, bad ones high, so that they differ without colour.
///
/// One link to the history, not one a bar: with a keyboard, nobody wants to go through all of them. Of a continuous job,
/// the bars are its processes since the host was started, and the link leads to its log.
enum OutcomeStrip {
    /// Bars of a strip.
    static let length = 16
    private static let step = 7
    private static let height = 20

    static func html(_ job: JobSummary, _ recent: [JobSummary.RecentRun]) -> HTML {
        let outcomes = (job.type == .continuous ? job.recentProcesses : recent.map(\.outcome)).suffix(length)
        guard !outcomes.isEmpty else { return HTML() }
        // One path for each colour: a page has many strips.
        var paths: [(tone: Tone, path: String)] = []
        for (index, outcome) in outcomes.enumerated() {
            let tone = RunWords.tone(outcome)
            let isTall = outcome.isFailure || outcome == .running
            let tall = isTall ? height : height / 2
            let bar = "M\(index * step) \(height - tall)h5v\(tall)h-5z"
            if let place = paths.firstIndex(where: { $0.tone == tone }) {
                paths[place].path += bar
            } else {
                paths.append((tone, bar))
            }
        }
        let shapes = paths.map { "<path class=\"\($0.tone.rawValue)\" d=\"\($0.path)\"/>" as HTML }
        let (noun, place, title) = job.type == .continuous ? ("process", "log", "Log") : ("run", "runs", "History")
        return """
            <a class="strip" href="\(job.path)/\(place)" aria-label="\(words(Array(outcomes), noun)). \(title) of \(
            job.name)"><svg width="\(length * step)" height="\(height)" aria-hidden="true">\(shapes)</svg></a>
            """
    }

    /// `3 of the last 12 runs failed`.
    private static func words(_ outcomes: [RunOutcome], _ noun: String) -> String {
        let (count, failures) = (outcomes.count, outcomes.count(where: \.isFailure))
        if count == 1 { return failures == 0 ? "The last \(noun) did not fail" : "The last \(noun) failed" }
        let several = noun == "run" ? "runs" : "processes"
        return failures == 0
            ? "None of the last \(count) \(several) failed" : "\(failures) of the last \(count) \(several) failed"
    }
}
