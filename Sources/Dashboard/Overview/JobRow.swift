import JobModel

/// One job in the list.
struct JobRow {
    let job: JobSummary
    let model: OverviewModel

    /// The id is what the fragment in the original's links to its jobs page has.
    var html: HTML {
        """
        <tr id="/jobs/\(job.label)"><th scope="row"><a href="\(job.path)">\(job.name)</a>\(kind)</th>
        <td>\(job.standing.mark)</td><td class="last">\(last)</td><td class="next">\(next)</td>\
        <td>\(OutcomeStrip.html(job, model.recent[job.label] ?? []))</td><td>\(JobActions(job: job, viewer: model.viewer).short)</td></tr>

        """
    }

    private var kind: HTML {
        let schedule: HTML? = job.schedule.map { " · <code>\($0)</code>" }
        return "<small>\(job.type.rawValue)\(schedule)</small>"
    }

    private var last: HTML {
        if job.type == .continuous {
            if let restart = job.restart {
                let words = [job.instanceWords, job.loopWords].compactMap { $0.map { ", \($0)" } }.joined()
                return "<small>starts again \(model.moments.relative(restart))\(words)</small>"
            }
            guard let started = job.started else { return HTML() }
            let seconds = Int((model.moments.now - started).components.seconds)
            let times: HTML? =
                job.starts > max(1, job.instances) ? "<small>started \(job.starts) times</small>" : nil
            let instances: HTML? = job.instanceWords.map { "<small>\($0)</small>" }
            return "up \(SpanWords.rough(seconds))\(instances)\(times)"
        }
        guard let run = job.latest else { return "<span class=\"muted\">never ran</span>" }
        let link = JobPath.run(run.id, of: job.name)
        let more: HTML? = job.queued > 0 ? "<small>\(job.queued) waiting</small>" : nil
        return
            "<a class=\"plain\" href=\"\(link)\">\(RunWords.mark(run.outcome))</a> <small>\(when(run))</small>\(more)"
    }

    private func when(_ run: RunRecord) -> HTML {
        guard let end = run.end else {
            return "for \(SpanWords.whole(Int((model.moments.now - run.start).components.seconds)))"
        }
        let took = run.outcome == .skipped ? nil : " in \(SpanWords.text(end - run.start))"
        return "\(model.moments.relative(end))\(took ?? "")"
    }

    private var next: HTML {
        if let next = job.next { return model.moments.relative(next) }
        if job.schedule != nil, let hindrance = job.hindrance {
            return "<span class=\"muted\">not: \(hindrance)</span>"
        }
        return HTML()
    }
}
