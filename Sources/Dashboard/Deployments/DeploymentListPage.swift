import JobModel

/// Some deployments, newest first.
package struct DeploymentListModel: Sendable {
    package let viewer: Viewer
    package let moments: Moments
    package let deployments: [DeploymentSummary]
    /// Where the next page goes on.
    package let next: String?
    /// Where git pushes to.
    package let pushAddress: String

    package init(
        viewer: Viewer,
        moments: Moments,
        deployments: [DeploymentSummary],
        next: String?,
        pushAddress: String
    ) {
        self.viewer = viewer
        self.moments = moments
        self.deployments = deployments
        self.next = next
        self.pushAddress = pushAddress
    }
}

/// What was deployed, by whom, and what it changed.
package enum DeploymentListPage {
    /// Jobs that a row names; further ones are counted.
    private static let namedJobs = 4

    package static func page(_ model: DeploymentListModel) -> Page {
        Page("Deployments", section: .deployments, viewer: model.viewer, content: content(model))
    }

    private static func content(_ model: DeploymentListModel) -> HTML {
        guard !model.deployments.isEmpty else { return nothing(model) }
        let older: HTML? = model.next.map { next in
            "<nav class=\"pager\" aria-label=\"Pages of deployments\"><a rel=\"next\" href=\"/ui/deployments?before=\(JobPath.encoded(next))\">Older deployments</a></nav>"
        }
        let isBusy = model.deployments.contains { !$0.state.isFinal }
        return """
            <section class="wide" id="deployments" data-live aria-label="Deployments"\(if: isBusy, " data-hurry")>
            <table class="rows deployments"><thead><tr><th scope="col">What</th><th scope="col">State</th><th scope="col">When</th>\
            <th scope="col">Took</th><th scope="col">Jobs</th><th scope="col"><span class="hidden">Actions</span></th></tr></thead>
            <tbody>\(model.deployments.map { row($0, model) })</tbody></table>
            \(older)
            </section>
            """
    }

    private static func row(_ one: DeploymentSummary, _ model: DeploymentListModel) -> HTML {
        let active: HTML? = one.isActive ? "<small class=\"tag\">active</small>" : nil
        let back: HTML? =
            model.viewer.mayDeploy && one.canReturn && !one.isActive
            ? """
            <a class="button" href="\(one.path)/rollback" title="Go back to \(one.title)">\(Icon.html(.again))Roll back<span class="hidden"> to \(
            one.title)</span></a>
            """ : nil
        return """
            <tr><th scope="row"><a href="\(one.path)">\(one.title)</a><small>\(one.origin)</small></th>
            <td>\(one.state.mark)\(active)</td><td>\(model.moments.relative(one.received))</td><td>\(one.took(model.moments.now))</td>\
            <td>\(changed(one))</td><td>\(back)</td></tr>

            """
    }

    private static func changed(_ one: DeploymentSummary) -> HTML {
        let jobs = one.jobs.filter { $0.change != .unchanged }
        guard !jobs.isEmpty else { return "<span class=\"muted\">none changed</span>" }
        let names = jobs.prefix(namedJobs).map { job -> HTML in
            "<li>\(job.name) <small>\(job.change.rawValue)</small></li>"
        }
        let more = jobs.count - namedJobs
        return "<ul class=\"names\">\(names)\(if: more > 0, "<li><small>and \(more) more</small></li>")</ul>"
    }

    private static func nothing(_ model: DeploymentListModel) -> HTML {
        guard model.viewer.mayDeploy else {
            return "<section id=\"deployments\" data-live class=\"first\"><h2>Nothing was deployed yet</h2></section>"
        }
        return """
            <section id="deployments" data-live class="first"><h2>Nothing was deployed yet</h2>
            <p>Push a repository whose folder <code>App_Data/jobs</code> holds the jobs; each push is checked, built and watched, and can be undone here.</p>
            <pre tabindex="0">git push \(model.pushAddress) main</pre>
            <p>Or <a href="/ui/add">add a job by uploading it</a>.</p></section>
            """
    }
}
