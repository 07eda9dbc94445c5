package import JobModel

/// Everything that the page of one run shows.
package struct RunPageModel: Sendable {
    package let viewer: Viewer
    package let moments: Moments
    package let run: RunRecord
    package var output: LogTail?
    /// The runs before and after it.
    package var older: RunID?
    package var newer: RunID?
    package var resources: ResourceHistory?

    package init(viewer: Viewer, moments: Moments, run: RunRecord) {
        self.viewer = viewer
        self.moments = moments
        self.run = run
    }
}

/// One run: what became of it and why, what it was given, what it wrote.
package enum RunPage {
    package static func page(_ model: RunPageModel) -> Page {
        let name = model.run.job.text
        var page = Page("Run of \(name)", viewer: model.viewer, content: content(model))
        page.trail = [
            Page.Link("Overview", "/"), Page.Link(name, JobPath.job(.triggered, name)),
            Page.Link("History", "\(JobPath.job(.triggered, name))/runs"),
        ]
        page.aside = "<span id=\"standing\" data-live>\(RunWords.mark(model.run.outcome))</span>"
        return page
    }

    private static func content(_ model: RunPageModel) -> HTML {
        """
        \(controls(model))
        <div id="news" data-live>\(cause(model))</div>
        <div class="columns"><div class="stack">
        \(model.output.map { output($0, model) })
        \(model.resources.map { ResourceGraphs(history: $0).html })
        </div>
        <div class="side"><section id="facts" data-live aria-labelledby="facts-title"><h2 id="facts-title">About</h2>\
        <dl>\(facts(model))</dl></section></div></div>
        """
    }

    private static func controls(_ model: RunPageModel) -> HTML {
        let path = JobPath.run(model.run.id, of: model.run.job.text)
        var buttons: [HTML] = []
        if model.viewer.mayRun {
            if model.run.outcome.isFinal {
                buttons.append(
                    "<button formaction=\"\(path)/retry\" data-key=\"retry\">\(Icon.html(.again))Run again</button>"
                )
            } else {
                buttons.append(
                    "<button formaction=\"\(path)/cancel\" data-key=\"cancel\">\(Icon.html(.stopped))Cancel</button>"
                )
            }
        }
        let name = model.run.job.text
        let older: HTML? = model.older.map {
            "<a class=\"button\" rel=\"prev\" href=\"\(JobPath.run($0, of: name))\">Older run</a>"
        }
        let newer: HTML? = model.newer.map {
            "<a class=\"button\" rel=\"next\" href=\"\(JobPath.run($0, of: name))\">Newer run</a>"
        }
        return """
            <div id="controls" class="controls" data-live><form method="post" class="buttons" data-stay>\(buttons)</form>\
            <span class="buttons">\(older)\(newer)</span></div>
            """
    }

    private static func cause(_ model: RunPageModel) -> HTML {
        guard let reason = RunWords.reason(model.run) else { return HTML() }
        let tone = model.run.outcome.isFailure ? "bad" : "warn"
        return """
            <section class="health \(tone)"><h2>\(Icon.html(RunWords.icon(model.run.outcome)))\(
            RunWords.word(model.run.outcome))</h2><p>\(reason.prefix(1).uppercased() + reason.dropFirst()).</p></section>
            """
    }

    private static func output(_ output: LogTail, _ model: RunPageModel) -> HTML {
        """
        <section class="wide output" aria-labelledby="output-title"><div class="bar"><h2 id="output-title">Output</h2>\
        <span class="buttons"><a class="button" href="\(output.raw)" download="\(model.run.job.text)-\(model.run.id.text).txt">Download</a>\
        <a class="button" href="\(JobPath.run(model.run.id, of: model.run.job.text))/log">Whole output, live</a></span></div>
        <details id="output-toggle" open><summary class="button">Toggle output</summary>
        <div id="output" data-live>\(LogLines.html(output))</div></details></section>
        """
    }

    private static func fact(_ name: String, _ value: HTML?) -> HTML? {
        value.map { "<div><dt>\(name)</dt><dd>\($0)</dd></div>" }
    }

    private static func arguments(_ arguments: [String]) -> HTML {
        "<ol class=\"arguments\">\(arguments.map { "<li><code>\($0)</code></li>" as HTML })</ol>"
    }

    private static func facts(_ model: RunPageModel) -> [HTML] {
        let (run, moments) = (model.run, model.moments)
        let request = run.request
        return [
            fact("Began", "\(moments.exact(run.start)) \(moments.relative(run.start))"),
            fact("Ended", run.end.map(moments.exact)),
            fact("Took", "\(RunTable.took(run, moments.now))"),
            fact("Waited", run.queued.map { "\(SpanWords.text(run.start - $0))" }),
            fact("Why it ran", "\(request.trigger)"),
            fact("Planned for", request.scheduledTime.map(moments.exact)),
            fact("Occurrences", run.occurrences > 1 ? "\(run.occurrences), this entry stands for all of them" : nil),
            fact("Arguments", request.arguments.isEmpty ? nil : arguments(request.arguments)),
            fact("Attempt", request.attempt > 1 || request.retryOf != nil ? "\(request.attempt)" : nil),
            fact("Repeats", request.retryOf.map { "<a href=\"\(JobPath.run($0, of: run.job.text))\">\($0.text)</a>" }),
            fact(
                "After",
                request.predecessor.map { "<a href=\"\(JobPath.run($0.run, of: $0.job.text))\">\($0.job.text)</a>" }
            ),
            fact("File", request.file.map { "<code>\(line: $0)</code>" }),
            fact("Input", run.inputSize.map { "\(ResourceGraphs.bytes($0))" }),
            fact("Processor time", run.processorTime.map { "\(SpanWords.text($0))" }),
            fact("Peak memory", run.peakMemory.map { "\(ResourceGraphs.bytes($0))" }),
            fact("Exit code", run.exitCode.map { "<code>\($0)</code>" }),
            fact("Signal", run.signal.map { "<code>\($0)</code>" }),
            fact("Process", run.processID.map { "<code>\($0)</code>" }),
            fact("Version", run.version.map { "<code title=\"\($0.hexadecimal)\">\($0.short)</code>" }),
            fact("Number", "<code>\(run.id.text)</code>"),
        ].compactMap(\.self)
    }
}
