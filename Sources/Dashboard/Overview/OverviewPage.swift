import JobModel

/// The first page: whether all is well, what is not and why, every job, and what comes next.
package enum OverviewPage {
    package static func page(_ model: OverviewModel) -> Page {
        var page = Page("Overview", section: .overview, viewer: model.viewer, content: content(model))
        page.aside = HostLine.html(model)
        return page
    }

    private static func content(_ model: OverviewModel) -> HTML {
        guard !model.jobs.isEmpty || !model.hostProblems.isEmpty else { return FirstJob.html(model) }
        return """
            \(HealthSummary(model).html)
            <div class="columns">
            \(model.jobs.isEmpty ? FirstJob.html(model) : JobTable(model).html)
            <div class="side">
            \(upcoming(model))
            \(model.deployment.map { deployment($0, model) })
            </div>
            </div>
            """
    }

    private static func upcoming(_ model: OverviewModel) -> HTML {
        let items = model.upcoming.map { run -> HTML in
            """
            <li><a href="\(JobPath.job(.triggered, run.job))">\(run.job)</a> \(model.moments.relative(run.time))</li>
            """
        }
        let nothing: HTML = "<p class=\"muted\">Nothing is planned for the next 24 hours.</p>"
        return """
            <section id="upcoming" data-live aria-labelledby="upcoming-title"><h2 id="upcoming-title">Next</h2>
            \(items.isEmpty ? nothing : "<ol class=\"pairs\">\(items)</ol>")</section>
            """
    }

    private static func deployment(_ deployment: OverviewModel.LatestDeployment, _ model: OverviewModel) -> HTML {
        let changed = deployment.changed.map { label -> HTML in "<li><a href=\"/ui/jobs/\(label)\">\(label)</a></li>" }
        let mark =
            deployment.isSuccess
            ? Mark.html(.succeeded, .good, "Deployed") : Mark.html(.failed, .bad, "Not deployed")
        return """
            <section id="deployment" data-live aria-labelledby="deployment-title">
            <h2 id="deployment-title">Last deployment</h2>
            <p>\(mark) \(model.moments.relative(deployment.time))</p>
            <p class="message">\(deployment.message.isEmpty ? deployment.id : deployment.message)</p>
            <p class="muted">\(deployment.deployer) by \(deployment.author)</p>
            \(if: !changed.isEmpty, "<ul class=\"plain\">\(changed)</ul>")
            </section>
            """
    }
}
