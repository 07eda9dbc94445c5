import CronSchedule
import JobModel

/// What runs next over all jobs, and what did not run and why.
package enum SchedulePage {
    package static func page(_ model: ScheduleModel) -> Page {
        var page = Page("Schedule", section: .schedule, viewer: model.viewer, content: content(model))
        page.aside =
            "<p class=\"muted\">Times are of \(model.moments.zone.name), where it is \(model.moments.clock(model.moments.now))</p>"
        return page
    }

    private static func content(_ model: ScheduleModel) -> HTML {
        guard !model.jobs.isEmpty || !model.idle.isEmpty || !model.missed.isEmpty else { return nothing }
        return """
            <div class="columns"><div class="stack">
            \(missed(model))
            <section id="hours" data-live class="wide" aria-labelledby="hours-title"><div class="bar"><h2 id="hours-title">Next 24 hours</h2></div>\
            \(HourChart(model).html)\(jobs(model))</section>
            \(idle(model))
            </div><div class="side">\(times(model))</div></div>
            """
    }

    private static var nothing: HTML {
        """
        <section id="hours" data-live class="first"><h2>Nothing is scheduled</h2>
        <p>A triggered job runs by itself when its <code>settings.job</code> says when: six fields, from seconds to weekdays, or a rhythm.</p>
        <pre tabindex="0">{ "schedule": "0 30 2 * * *" }     at 02:30:00 every day
        { "schedule": "0 */15 * * * *" }   every 15 minutes
        { "schedule": "@every 90s" }       every 90 seconds</pre></section>
        """
    }

    // MARK: what comes

    private static func jobs(_ model: ScheduleModel) -> HTML {
        guard !model.jobs.isEmpty else { return "<p class=\"none\">No job is planned.</p>" }
        let rows = model.jobs.prefix(ScheduleModel.maximumJobs).map { job -> HTML in
            let zone: HTML? = job.zone == model.moments.zone.name ? nil : "<small>clocks of \(job.zone)</small>"
            return """
                <tr><th scope="row"><a href="\(JobPath.job(.triggered, job.name))">\(job.name)</a><small><code>\(job.schedule)</code></small></th>
                <td>\(model.moments.relative(job.next))</td><td>\(job.words)\(zone)</td><td>\(times(job.count))</td></tr>

                """
        }
        let more = model.jobs.count - rows.count
        return """
            <table class="rows schedule"><thead><tr><th scope="col">Job</th><th scope="col">Next</th><th scope="col">Schedule</th>\
            <th scope="col">In 24 hours</th></tr></thead><tbody>\(rows)</tbody></table>\
            \(if: more > 0, "<p class=\"none\">and \(more) more jobs that run later</p>")
            """
    }

    static func times(_ count: Int) -> String {
        switch count {
        case 0: "not"
        case 1: "once"
        case 2: "twice"
        default: "\(grouped(count)) times"
        }
    }

    /// `86,400`.
    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    private static func times(_ model: ScheduleModel) -> HTML {
        let often = model.jobs.filter { $0.count > ScheduleModel.maximumTimesOfJob }
            .prefix(ScheduleModel.maximumTimesOfJob).map { job -> HTML in
                """
                <li><a href="\(JobPath.job(.triggered, job.name))">\(job.name)</a> <span class="muted">\(rhythm(job))</span></li>
                """
            }
        let items = model.times.map { time -> HTML in
            """
            <li><a href="\(JobPath.job(.triggered, time.job))">\(time.job)</a> \(model.moments.timeOfDay(time.time))</li>
            """
        }
        let nothing: HTML = "<p class=\"muted\">Nothing.</p>"
        return """
            <section id="times" data-live aria-labelledby="times-title"><h2 id="times-title">In their order</h2>
            \(if: !often.isEmpty, "<ul class=\"pairs often\">\(often)</ul>")
            \(if: !items.isEmpty, "<ol class=\"pairs\">\(items)</ol>")\(if: items.isEmpty && often.isEmpty, nothing)
            \(if: model.furtherTimes > 0, "<p class=\"muted\">and \(grouped(model.furtherTimes)) more until tomorrow</p>")</section>
            """
    }

    /// `every second, 86,400 times`.
    private static func rhythm(_ job: ScheduleModel.Job) -> String {
        let words = job.words.prefix { $0 != "," }
        return "\(words), \(times(job.count))"
    }

    // MARK: what did not come

    private static func missed(_ model: ScheduleModel) -> HTML {
        let rows = model.missed.map { run -> HTML in
            let planned = run.request.scheduledTime ?? run.start
            let many: HTML? =
                run.occurrences > 1 ? "<small>\(grouped(run.occurrences)) of them, this is the last</small>" : nil
            return """
                <tr><th scope="row"><a href="\(JobPath.run(run.id, of: run.job.text))">\(run.job.text)</a></th>
                <td>\(model.moments.clock(planned))\(many)</td><td class="why">\(RunWords.reason(run) ?? "no reason is known")</td></tr>

                """
        }
        let good: HTML = """
            <section id="missed" data-live class="health good"><h2>\(Icon.html(.succeeded))Nothing was missed in the past 24 hours</h2></section>
            """
        guard !rows.isEmpty else { return good }
        return """
            <section id="missed" data-live class="wide" aria-labelledby="missed-title"><div class="bar"><h2 id="missed-title" class="mark warn">\(
            Icon.html(.warning))Did not run in the past 24 hours</h2></div>
            <table class="rows missed"><thead><tr><th scope="col">Job</th><th scope="col">Planned for</th><th scope="col">Why not</th></tr></thead>\
            <tbody>\(rows)</tbody></table>\(if: model.hasFurtherMissed, "<p class=\"none\">and earlier ones, in the histories of the jobs</p>")</section>
            """
    }

    private static func idle(_ model: ScheduleModel) -> HTML {
        guard !model.idle.isEmpty else { return "<div id=\"idle\" data-live></div>" }
        let rows = model.idle.prefix(ScheduleModel.maximumJobs).map { job -> HTML in
            """
            <tr><th scope="row"><a href="\(JobPath.job(.triggered, job.job))">\(job.job)</a><small><code>\(job.schedule)</code></small></th><td class="why">\(job.reason)</td></tr>

            """
        }
        let more = model.idle.count - rows.count
        return """
            <section id="idle" data-live class="wide" aria-labelledby="idle-title"><div class="bar"><h2 id="idle-title">Not planned</h2></div>
            <table class="rows"><thead><tr><th scope="col">Job</th><th scope="col">Why not</th></tr></thead><tbody>\(rows)</tbody></table>\
            \(if: more > 0, "<p class=\"none\">and \(more) more</p>")</section>
            """
    }
}
