import JobModel

/// The buttons that stand with a job.
struct JobActions {
    let job: JobSummary
    let viewer: Viewer

    /// Those of a list: one or two, as small as can be.
    var short: HTML {
        guard viewer.mayRun, (try? JobName(job.name)) != nil else { return HTML() }
        var buttons: [HTML] = []
        if job.type == .triggered, !job.isStopped, job.standing != .problem {
            buttons.append(button("run", "Run", .play))
        }
        buttons.append(job.isStopped ? button("start", "Start", .play) : button("stop", "Stop", .stopped))
        return "<form method=\"post\" class=\"buttons\" data-stay>\(buttons)</form>"
    }

    func button(_ verb: String, _ word: String, _ icon: Icon) -> HTML {
        """
        <button formaction="\(job.path)/\(verb)" data-key="\(job.label)/\(verb)" title="\(word) \(job.name)">\(
        Icon.html(icon))<span>\(word)<span class="hidden"> \(job.name)</span></span></button>
        """
    }
}
