import JobModel

/// Everything about one deployment.
package struct DeploymentPageModel: Sendable {
    package let viewer: Viewer
    package let moments: Moments
    package let deployment: DeploymentSummary
    /// The last lines of its log.
    package var log: [String] = []
    /// Lines of the log before those.
    package var earlierLines = 0
    /// What it changed; `nil` where that is not kept, or not for who looks.
    package var difference: SiteDifference?
    package var edits: Edits?

    /// Files that were edited on the server and that it overwrote.
    package struct Edits: Sendable {
        let id: String
        let reference: String
        let files: [String]

        package init(id: String, reference: String, files: [String]) {
            self.id = id
            self.reference = reference
            self.files = files
        }
    }

    package init(viewer: Viewer, moments: Moments, deployment: DeploymentSummary) {
        self.viewer = viewer
        self.moments = moments
        self.deployment = deployment
    }
}

/// One deployment: what became of it, what it changed, what it said, and how to go back to it.
package enum DeploymentPage {
    /// Edited files that are named; further ones are counted.
    private static let namedFiles = 20

    package static func page(_ model: DeploymentPageModel) -> Page {
        var page = Page(
            model.deployment.title,
            section: .deployments,
            viewer: model.viewer,
            content: content(model)
        )
        page.trail = [Page.Link("Deployments", "/ui/deployments")]
        page.aside = "<div id=\"state\" data-live>\(model.deployment.state.mark)\(active(model.deployment))</div>"
        return page
    }

    private static func active(_ one: DeploymentSummary) -> HTML? {
        one.isActive ? " <span class=\"tag\">active</span>" : nil
    }

    private static func content(_ model: DeploymentPageModel) -> HTML {
        """
        \(failure(model.deployment))
        \(buttons(model))
        <div class="columns"><div class="stack">
        \(edits(model))
        <section id="jobs" data-live class="wide" aria-labelledby="jobs-title"><div class="bar"><h2 id="jobs-title">Jobs</h2></div>\
        \(JobChangeTable(jobs: model.deployment.jobs).html)</section>
        \(log(model))
        <section id="files" data-live class="wide" aria-labelledby="files-title"><div class="bar"><h2 id="files-title">What changed</h2></div>\
        \(difference(model))</section>
        </div><div class="side">\(facts(model))</div></div>
        """
    }

    private static func failure(_ one: DeploymentSummary) -> HTML {
        guard let reason = one.reason else { return "<div id=\"failure\" data-live></div>" }
        let lines = reason.split(separator: "\n").map { line -> HTML in "<p>\(line)</p>" }
        let rest: HTML =
            one.state == .failed
            ? "<p class=\"muted\">What was deployed before is active; mend it and deploy again.</p>" : HTML()
        return """
            <section id="failure" data-live class="health bad"><h2>\(Icon.html(.warning))\(
            one.state == .failed ? "It was not deployed" : "It was deployed with a failure")</h2>\(lines)\(rest)</section>
            """
    }

    private static func buttons(_ model: DeploymentPageModel) -> HTML {
        let one = model.deployment
        let cancel: HTML = """
            <form method="post" action="\(one.path)/cancel" data-stay><button class="danger" data-key="cancel">\(
            Icon.html(.stopped))Cancel</button></form>
            """
        let back: HTML = "<a class=\"button\" href=\"\(one.path)/rollback\">\(Icon.html(.again))Roll back to this</a>"
        return """
            <div id="controls" class="controls" data-live>\(if: model.viewer.mayDeploy && !one.state.isFinal, cancel)\(
            if: model.viewer.mayDeploy && one.canReturn && !one.isActive, back)</div>
            """
    }

    private static func log(_ model: DeploymentPageModel) -> HTML {
        let whole: HTML =
            "<a href=\"/api/v1/deployments/\(JobPath.encoded(model.deployment.id))/log\">Whole log as text</a>"
        let earlier: HTML = "<p class=\"none cut\">… \(model.earlierLines) earlier lines are not shown</p>"
        let lines = model.log.map { line -> HTML in "<li>\(line)</li>" }
        let text: HTML =
            lines.isEmpty
            ? "<p class=\"none\">Nothing was said yet.</p>"
            : "<ol class=\"lines\" tabindex=\"0\" aria-label=\"Log\">\(lines)</ol>"
        return """
            <section id="log" data-live class="wide" aria-labelledby="log-title"\(
            if: !model.deployment.state.isFinal, " data-hurry")><div class="bar"><h2 id="log-title">Log</h2>\(whole)</div>\
            \(if: model.earlierLines > 0, earlier)\(text)</section>
            """
    }

    private static func difference(_ model: DeploymentPageModel) -> HTML {
        if let difference = model.difference { return DifferenceHTML(difference: difference).html }
        if !model.viewer.mayDeploy {
            return "<p class=\"none\">What is in the files is shown to those who may deploy.</p>"
        }
        return """
            <p class="none">\(model.deployment.state.isFinal ? "Nothing is kept of what it brought." : "It is being looked at.")</p>
            """
    }

    private static func edits(_ model: DeploymentPageModel) -> HTML {
        guard let edits = model.edits else { return "<div id=\"edits\" data-live></div>" }
        let files = edits.files.prefix(namedFiles).map { file -> HTML in "<li><code>\(line: file)</code></li>" }
        let more = edits.files.count - namedFiles
        return """
            <section id="edits" data-live class="card" aria-labelledby="edits-title"><h2 id="edits-title">Edits that were saved</h2>
            <p>\(edits.files.count == 1 ? "A file" : "\(edits.files.count) files") had been edited on the server and would have been lost:</p>
            <ul>\(files)\(if: more > 0, "<li>and \(more) more</li>")</ul>
            \(if: model.viewer.mayDeploy, commands(edits))</section>
            """
    }

    private static func commands(_ edits: DeploymentPageModel.Edits) -> HTML {
        """
        <p>To see them on the server, or to have them in your clone:</p>
        <pre tabindex="0">nyala edits show \(edits.id)
        git fetch origin \(edits.reference) && git diff FETCH_HEAD^ FETCH_HEAD</pre>
        """
    }

    private static func facts(_ model: DeploymentPageModel) -> HTML {
        let (one, moments) = (model.deployment, model.moments)
        let again: HTML? = one.again.map { "<a href=\"\(DeploymentSummary.path($0))\">\($0)</a>" }
        let rows: [(String, HTML?)] = [
            ("Id", "<code>\(one.id)</code>"), ("By", "\(one.author)"), ("How", "\(one.kind)"),
            ("Branch", one.branch.map { "\($0)" }), ("Commit", one.commit.map { "<code>\($0.prefix(12))</code>" }),
            ("Makes active", again), ("Came", "\(moments.relative(one.received)), \(moments.clock(one.received))"),
            ("Took", "\(one.took(moments.now))"),
        ]
        let shown = rows.compactMap { name, value -> HTML? in value.map { "<div><dt>\(name)</dt><dd>\($0)</dd></div>" }
        }
        let message: HTML = "<p class=\"message\">\(one.message)</p>"
        return """
            <section id="facts" data-live aria-labelledby="facts-title"><h2 id="facts-title">About</h2>\
            \(if: one.message.contains("\n"), message)<dl>\(shown)</dl></section>
            """
    }
}
