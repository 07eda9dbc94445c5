import JobModel

/// The page of one job: how it is and why, what it does, and everything that can be done with it.
package enum JobPage {
    package static func page(_ model: JobPageModel) -> Page {
        var page = Page(model.job.name, viewer: model.viewer, content: content(model))
        page.trail = [Page.Link("Overview", "/")]
        page.aside = "<span id=\"standing\" data-live>\(model.job.standing.mark)</span>"
        return page
    }

    private static func content(_ model: JobPageModel) -> HTML {
        """
        \(JobControls(model).html)
        <div id="news" data-live>\(JobNews(model).html)</div>
        <div class="columns">
        <div class="stack">
        \(model.job.type == .triggered ? runs(model) : log(model))
        \(model.resources.map { ResourceGraphs(history: $0).html })
        </div>
        <div class="side">\(JobFacts(model).html)</div>
        </div>
        """
    }

    private static func runs(_ model: JobPageModel) -> HTML {
        let strip = OutcomeStrip.html(model.job, model.recent)
        let table: HTML =
            model.runs.isEmpty
            ? "<p class=\"none\">It has not run yet.</p>" : RunTable(runs: model.runs, moments: model.moments).html
        return """
            <section class="wide" aria-labelledby="runs-title"><div class="bar"><h2 id="runs-title">Runs</h2>\
            <a href="\(model.job.path)/runs">History</a></div>
            <div id="runs" data-live>\(if: !strip.isEmpty, "<p class=\"inset\">\(strip)</p>")\(table)</div></section>
            """
    }

    private static func log(_ model: JobPageModel) -> HTML {
        let strip = OutcomeStrip.html(model.job, [])
        return """
            <section class="wide" aria-labelledby="log-title"><div class="bar"><h2 id="log-title">Log</h2>\
            <a href="\(model.job.path)/log">Whole log, live</a></div>
            <div id="log-end" data-live>\(if: !strip.isEmpty, "<p class=\"inset\">\(strip)</p>")\(model.log.map(LogLines.html) ?? "<p class=\"none\">Nothing was written yet.</p>")</div></section>
            """
    }
}
