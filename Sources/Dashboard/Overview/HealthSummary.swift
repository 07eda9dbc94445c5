import JobModel

/// Whether all is well; and where not, what, why, and what to do.
struct HealthSummary {
    private let model: OverviewModel
    private let troubled: [JobSummary]

    /// Jobs of which it is said what is wrong; further ones are counted.
    static let maximumItems = 20

    init(_ model: OverviewModel) {
        self.model = model
        troubled = model.jobs.filter(\.standing.needsAttention)
    }

    private var count: Int { troubled.count + model.hostProblems.count }

    var html: HTML {
        count == 0 ? well : unwell
    }

    private var well: HTML {
        """
        <section id="health" data-live class="health good"><h2>\(Icon.html(.succeeded))All is well</h2>
        <p>\(tally)</p></section>
        """
    }

    private var unwell: HTML {
        let items =
            model.hostProblems.map { problem -> HTML in "<li><strong>The host</strong> <p>\(problem)</p></li>" }
            + troubled.prefix(Self.maximumItems).map(item)
        let more = troubled.count - Self.maximumItems
        return """
            <section id="health" data-live class="health bad"><h2>\(Icon.html(.warning))\(
            count == 1 ? "One thing needs you" : "\(count) things need you")</h2>
            <p>\(tally)</p>
            <ul>\(items)</ul>
            \(if: more > 0, "<p><a href=\"\(model.query.path(group: .attention))\">and \(more) more</a></p>")
            </section>
            """
    }

    /// `12 jobs, 3 running, 1 stopped`.
    private var tally: String {
        let jobs = model.jobs
        let running = jobs.count { $0.standing == .running }
        let stopped = jobs.count(where: \.isStopped)
        var parts = [jobs.count == 1 ? "1 job" : "\(jobs.count) jobs", "\(running) running"]
        if stopped > 0 { parts.append("\(stopped) stopped") }
        return parts.joined(separator: ", ")
    }

    private func item(_ job: JobSummary) -> HTML {
        var lines = job.faults.map(ProblemLine.html)
        if let failure = job.lastFailure {
            let again =
                job.restart.map { restart in
                    let loop = job.loopWords.map { " (\($0))" } ?? ""
                    return " It is started again \(model.moments.words(restart))\(loop)."
                } ?? ""
            lines.append(
                "<p>It \(failure). <a href=\"\(job.path)/log\">Its log</a> says more.\(again)</p>"
            )
        }
        if job.faults.isEmpty, let run = job.latest, run.outcome.isFailure {
            let reason = RunWords.reason(run).map { ": \($0)" } ?? ""
            lines.append(
                """
                <p>Its <a href="\(JobPath.run(run.id, of: job.name))">last run</a> \(
                RunWords.word(run.outcome).lowercased()) \(model.moments.relative(run.end ?? run.start))\(reason).</p>
                """
            )
        }
        return "<li>\(job.standing.mark) <a href=\"\(job.path)\">\(job.label)</a>\(lines)</li>"
    }
}
