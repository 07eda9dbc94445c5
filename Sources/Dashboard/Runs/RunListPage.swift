package import JobModel

/// Some runs of a job, chosen by what became of them.
package struct RunListModel: Sendable {
    package let viewer: Viewer
    package let moments: Moments
    package let job: JobID
    package let runs: [RunRecord]
    package let filter: RunFilter
    /// Where the next page goes on.
    package let next: RunID?

    package init(
        viewer: Viewer,
        moments: Moments,
        job: JobID,
        runs: [RunRecord],
        filter: RunFilter,
        next: RunID?
    ) {
        self.viewer = viewer
        self.moments = moments
        self.job = job
        self.runs = runs
        self.filter = filter
        self.next = next
    }
}

/// The history of a job.
package enum RunListPage {
    package static func page(_ model: RunListModel) -> Page {
        let name = model.job.name.text
        var page = Page("History of \(name)", viewer: model.viewer, content: content(model))
        page.trail = [Page.Link("Overview", "/"), Page.Link(name, JobPath.job(.triggered, name))]
        return page
    }

    private static func content(_ model: RunListModel) -> HTML {
        let path = "\(JobPath.job(.triggered, model.job.name.text))/runs"
        let tabs = RunFilter.Kind.allCases.map { kind -> HTML in
            let current: HTML = kind == model.filter.kind ? " aria-current=\"true\"" : ""
            return "<li><a href=\"\(path)\(model.filter.query(kind: kind))\"\(current)>\(kind.title)</a></li>"
        }
        let older: HTML? = model.next.map { next in
            "<nav class=\"pager\" aria-label=\"Pages of runs\"><a rel=\"next\" href=\"\(path)\(model.filter.query(before: next))\">Older runs</a></nav>"
        }
        let table: HTML =
            model.runs.isEmpty
            ? "<p class=\"none\">No run is like that.</p>" : RunTable(runs: model.runs, moments: model.moments).html
        return """
            <form class="dates" data-filter action="\(path)"><input type="hidden" name="show" value="\(model.filter.kind.rawValue)">
            <div><label for="from">From</label><input id="from" name="from" type="date" value="\(exact: model.filter.from)"></div>
            <div><label for="to">To</label><input id="to" name="to" type="date" value="\(exact: model.filter.to)"></div>
            <button>Show</button></form>
            <section class="wide" id="runs" data-live aria-label="Runs">
            <nav aria-label="Which runs"><ul class="tabs">\(tabs)</ul></nav>
            \(RunTimeline(runs: model.runs, moments: model.moments).html)
            \(table)
            \(older)
            </section>
            """
    }
}
