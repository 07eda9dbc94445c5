package import JobModel

/// Where somebody writes the schedule of a job.
package enum JobSchedulePage {
    /// `tag`: what `settings.job` was when it was read; saving refuses to write over what somebody else wrote since.
    package static func page(
        _ job: JobName,
        tag: String,
        schedule: String,
        zone: String,
        preview: SchedulePreview,
        moments: Moments,
        siteZone: String,
        viewer: Viewer
    ) -> Page {
        let path = JobPath.job(.triggered, job.text)
        let fields = ScheduleFields.html(
            schedule: schedule,
            zone: zone,
            siteZone: siteZone,
            preview: preview.html(moments)
        )
        let content: HTML = """
            <form method="post" action="\(path)/schedule" class="card form" data-stay data-preview="\(SchedulePreview.path)">
            <input type="hidden" name="tag" value="\(exact: tag)">
            \(fields)
            <div class="buttons"><button class="main">Save</button>\
            <button formmethod="get" class="without-script">Preview</button>\
            <a class="button" href="\(path)">Back</a></div>
            <p class="muted">An empty field removes the schedule. It is written into <code>settings.job</code>; everything else there stays as it is.</p>
            </form>
            """
        var page = Page("Schedule of \(job.text)", viewer: viewer, content: content)
        page.trail = [Page.Link("Overview", "/"), Page.Link(job.text, path)]
        return page
    }
}
