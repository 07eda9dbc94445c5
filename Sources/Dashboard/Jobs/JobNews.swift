import JobModel

/// What somebody who opens the page of a job should know first: problems, failures, what waits and why.
struct JobNews {
    private let model: JobPageModel

    init(_ model: JobPageModel) {
        self.model = model
    }

    var html: HTML {
        let job = model.job
        let warnings = job.problems.filter { $0.severity == .warning }
        return """
            \(if: !job.faults.isEmpty, box("bad", job.faults.count == 1 ? "One problem" : "\(job.faults.count) problems", job.faults))
            \(failure)
            \(if: !warnings.isEmpty, box("warn", "Warnings", warnings))
            \(if: !model.waiting.isEmpty, "<ul class=\"waiting\">\(model.waiting.map { "<li>\($0)</li>" as HTML })</ul>")
            """
    }

    private func box(_ tone: String, _ title: String, _ problems: [Problem]) -> HTML {
        """
        <section class="health \(tone)"><h2>\(Icon.html(.warning))\(title)</h2><ul>\(
        problems.map { "<li>\(ProblemLine.html($0))</li>" as HTML })</ul></section>
        """
    }

    private var failure: HTML? {
        let job = model.job
        if let failure = job.lastFailure {
            let again: HTML? = job.restart.map { restart in
                let loop = job.loopWords.map { " (\($0))" } ?? ""
                return "<p>It is started again \(model.moments.relative(restart))\(loop).</p>"
            }
            return "<section class=\"health bad\"><h2>\(Icon.html(.failed))It \(failure)</h2>\(again)</section>"
        }
        guard job.standing == .failing, let run = job.latest else { return nil }
        return """
            <section class="health bad"><h2>\(Icon.html(.failed))Its last run \(RunWords.word(run.outcome).lowercased())</h2>
            <p><a href="\(JobPath.run(run.id, of: job.name))">The run</a> \(model.moments.relative(run.end ?? run.start))\(
            RunWords.reason(run).map { ": \($0)" } ?? "").</p></section>
            """
    }
}
