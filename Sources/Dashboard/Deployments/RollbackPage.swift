/// Asks whether to go back to an earlier deployment, and says what that changes.
package enum RollbackPage {
    package static func page(
        _ deployment: DeploymentSummary,
        _ difference: SiteDifference,
        viewer: Viewer,
        moments: Moments
    ) -> Page {
        var page = Page(
            "Roll back",
            section: .deployments,
            viewer: viewer,
            content: content(deployment, difference, moments)
        )
        page.trail = [
            Page.Link("Deployments", "/ui/deployments"), Page.Link(deployment.title, deployment.path),
        ]
        return page
    }

    private static func content(
        _ deployment: DeploymentSummary,
        _ difference: SiteDifference,
        _ moments: Moments
    ) -> HTML {
        let nothing = difference.files.isEmpty
        return """
            <section class="card ask"><h2>Make “\(deployment.title)” active again?</h2>
            <p>The site becomes what it was \(moments.relative(deployment.received)) (\(deployment.origin)). \
            \(nothing ? "That is what is deployed now: no file changes." : words(difference))</p>
            <p class="muted">Running jobs that change are stopped as their settings say, and started anew. Files that were edited on the server are saved first. \
            This is a deployment like any other: it is listed, and can be undone in the same way.</p>
            <form method="post" action="\(deployment.path)/rollback" class="buttons"><button class="main">Roll back</button>\
            <a class="button" href="\(deployment.path)">Leave it as it is</a></form></section>
            <div class="stack">
            \(if: !difference.jobs.isEmpty, """
            <section class="wide" aria-labelledby="jobs-title"><div class="bar"><h2 id="jobs-title">Jobs that change</h2></div>\(
            JobChangeTable(jobs: difference.jobs).html)</section>
            """)
            \(if: !nothing, """
            <section class="wide" aria-labelledby="files-title"><div class="bar"><h2 id="files-title">What changes in the files</h2></div>\(
            DifferenceHTML(difference: difference).html)</section>
            """)
            </div>
            """
    }

    private static func words(_ difference: SiteDifference) -> String {
        let count = difference.files.count + difference.furtherFiles
        let kinds: [DeploymentSummary.JobLine.Change] = [.new, .changed, .removed]
        let jobs = kinds.compactMap { kind -> String? in
            let count = difference.jobs.count { $0.change == kind }
            guard count > 0 else { return nil }
            let verb = ["new": "come back", "changed": "change", "removed": "go"][kind.rawValue] ?? ""
            let one = ["new": "comes back", "changed": "changes", "removed": "goes"][kind.rawValue] ?? ""
            return count == 1 ? "one job \(one)" : "\(count) jobs \(verb)"
        }
        let files = count == 1 ? "One file changes" : "\(count) files change"
        return jobs.isEmpty ? "\(files)." : "\(files): \(jobs.joined(separator: ", "))."
    }
}
