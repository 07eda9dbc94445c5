import JobModel

/// The buttons of a job's page; those that would be refused are not there.
struct JobControls {
    private let model: JobPageModel
    private let job: JobSummary
    private let viewer: Viewer

    init(_ model: JobPageModel) {
        self.model = model
        job = model.job
        viewer = model.viewer
    }

    var html: HTML {
        guard (try? JobName(job.name)) != nil, viewer.mayRun || viewer.mayDeploy else { return HTML() }
        return """
            <div id="controls" class="controls" data-live>
            \(if: viewer.mayRun && job.type == .triggered && !job.isStopped && job.standing != .problem, run)
            <form method="post" class="buttons" data-stay>\(viewer.mayRun ? verbs : [])</form>
            \(if: viewer.mayDeploy, changes)
            </div>
            """
    }

    private var run: HTML {
        """
        <form method="post" action="\(job.path)/run" class="inline" data-stay><label for="arguments" class="hidden">Arguments of the run</label>\
        <input id="arguments" name="arguments" placeholder="Arguments, as in a shell" autocomplete="off" spellcheck="false">\
        <button class="main" data-key="run">\(Icon.html(.play))Run</button></form>
        """
    }

    private var verbs: [HTML] {
        var verbs = [job.isStopped ? verb("start", "Start", .play) : verb("stop", "Stop", .stopped)]
        if job.type == .continuous, !job.isStopped { verbs.append(verb("restart", "Restart", .again)) }
        if viewer.mayDeploy, job.schedule != nil {
            let isPaused = model.settings.isSchedulePaused
            verbs.append(isPaused ? verb("resume", "Resume schedule", .play) : verb("pause", "Pause schedule", .pause))
        }
        return verbs
    }

    private func verb(_ verb: String, _ word: String, _ icon: Icon) -> HTML {
        "<button formaction=\"\(job.path)/\(verb)\" data-key=\"\(verb)\">\(Icon.html(icon))\(word)</button>"
    }

    private var changes: HTML {
        """
        <span class="buttons">\(if: job.type == .triggered, "<a class=\"button\" href=\"\(job.path)/schedule\">Schedule</a>")\
        <a class="button" href="\(job.path)/files">Files</a></span>
        <details id="delete" class="delete"><summary class="button">Delete</summary>
        <form method="post" action="\(job.path)/delete"><p>The job is stopped and its folder removed. \
        What was deployed can be brought back by rolling back; its logs and runs stay on the server.</p>
        <button class="danger">Delete \(job.name)</button></form></details>
        """
    }
}
