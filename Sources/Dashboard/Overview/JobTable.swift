import JobModel

/// The list of jobs with what belongs to it: filter, groups, pages.
struct JobTable {
    private let model: OverviewModel
    private let found: [JobSummary]
    private let pages: Int
    private let page: Int

    init(_ model: OverviewModel) {
        self.model = model
        found = model.query.jobs(of: model.jobs)
        pages = model.query.pages(of: found.count)
        page = model.query.page(of: found.count)
    }

    var html: HTML {
        let rows = model.shownJobs.map { JobRow(job: $0, model: model).html }
        return """
            <section class="wide" aria-labelledby="jobs-title">
            <div class="bar"><h2 id="jobs-title">Jobs</h2>\(filter)</div>
            <div id="jobs" data-live>
            \(groups)
            \(rows.isEmpty ? nothing : table(rows))
            \(if: pages > 1, pager)
            </div>
            </section>
            """
    }

    private var filter: HTML {
        let group: HTML =
            model.query.group == .all
            ? HTML() : "<input type=\"hidden\" name=\"show\" value=\"\(model.query.group.rawValue)\">"
        return """
            <form role="search" class="filter" data-filter><label class="hidden" for="q">Filter jobs by name</label>
            <input id="q" name="q" type="search" value="\(exact: model.query.text)" placeholder="Filter by name" \
            autocomplete="off" spellcheck="false">\(group)</form>
            """
    }

    private var groups: HTML {
        let items = JobListQuery.Group.allCases.compactMap { group -> HTML? in
            let count = model.jobs.count(where: group.holds)
            guard count > 0 || group == .all || group == model.query.group else { return nil }
            let current: HTML = group == model.query.group ? " aria-current=\"true\"" : ""
            return """
                <li><a href="\(model.query.path(group: group))"\(current)>\(group.title) <span class="count">\(count)</span></a></li>
                """
        }
        return "<nav aria-label=\"Which jobs\"><ul class=\"tabs\">\(items)</ul></nav>"
    }

    private var nothing: HTML {
        "<p class=\"none\">No job is like that. <a href=\"/\">Show all \(model.jobs.count)</a></p>"
    }

    private func table(_ rows: [HTML]) -> HTML {
        """
        <table class="jobs"><thead><tr><th scope="col">Job</th><th scope="col">Status</th><th scope="col">Last</th>\
        <th scope="col">Next</th><th scope="col">Recent runs</th><th scope="col"><span class="hidden">Actions</span></th>\
        </tr></thead><tbody>
        \(rows)
        </tbody></table>
        """
    }

    private var pager: HTML {
        let first = (page - 1) * JobListQuery.pageLength
        let last = min(found.count, first + JobListQuery.pageLength)
        let before = page > 1 ? model.query.path(page: page - 1) : nil
        let after = page < pages ? model.query.path(page: page + 1) : nil
        return """
            <nav class="pager" aria-label="Pages of jobs">\(first + 1) to \(last) of \(found.count)
            \(before.map { "<a rel=\"prev\" href=\"\($0)\">Back</a>" as HTML })
            \(after.map { "<a rel=\"next\" href=\"\($0)\">Further</a>" as HTML })</nav>
            """
    }
}
