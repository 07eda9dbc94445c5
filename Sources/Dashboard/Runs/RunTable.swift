import JobModel

/// Runs of one job, newest first.
struct RunTable {
    let runs: [RunRecord]
    let moments: Moments

    var html: HTML {
        """
        <table class="runs"><thead><tr><th scope="col">Outcome</th><th scope="col">When</th><th scope="col">Took</th>\
        <th scope="col">Why it ran</th></tr></thead><tbody>\(runs.map(row))</tbody></table>
        """
    }

    private func row(_ run: RunRecord) -> HTML {
        let reason: HTML? = RunWords.reason(run).map { "<small class=\"why\">\($0)</small>" }
        let attempt: HTML? = run.request.attempt > 1 ? "<small>attempt \(run.request.attempt)</small>" : nil
        let words: HTML? =
            run.request.arguments.isEmpty
            ? nil : "<small><code>\(ArgumentText.joined(run.request.arguments))</code></small>"
        return """
            <tr><th scope="row"><a class="plain" href="\(JobPath.run(run.id, of: run.job.text))">\(RunWords.mark(run.outcome))</a>\(reason)</th>
            <td>\(moments.relative(run.start))<small>\(moments.clock(run.start))</small></td>
            <td>\(RunTable.took(run, moments.now))</td><td>\(run.request.trigger)\(attempt)\(words)</td></tr>

            """
    }

    /// How long it took, or takes by now.
    static func took(_ run: RunRecord, _ now: Timestamp) -> String {
        if run.outcome == .skipped || run.outcome == .queued { return "–" }
        guard let end = run.end else {
            return run.outcome.isFinal ? "–" : SpanWords.whole(Int(run.duration(now: now).components.seconds))
        }
        return SpanWords.text(end - run.start)
    }
}
