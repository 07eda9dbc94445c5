package import JobModel

/// A file of a job.
package struct JobFile: Sendable, Hashable {
    /// Below the job's folder.
    package let path: String
    package let size: Int
    package let modified: Timestamp

    package init(path: String, size: Int, modified: Timestamp) {
        self.path = path
        self.size = size
        self.modified = modified
    }
}

/// The files of a job, each of which can be edited.
package enum FileListPage {
    package static func page(_ job: JobID, _ files: [JobFile], isCut: Bool, moments: Moments, viewer: Viewer) -> Page {
        let path = JobPath.job(job.type, job.name.text)
        let rows = files.map { file -> HTML in
            """
            <tr><th scope="row"><a href="\(path)/files/edit?path=\(JobPath.encoded(file.path))"><code>\(file.path)</code></a></th>
            <td>\(ResourceGraphs.bytes(file.size))</td><td>\(moments.relative(file.modified))</td></tr>

            """
        }
        let hasSettings = files.contains { $0.path.hasSuffix("settings.job") }
        let settings: HTML = """
            <a class="button" href="\(path)/files/edit?path=settings.job">\(Icon.html(.add))settings.job</a>
            """
        let content: HTML = """
            <section class="wide" aria-label="Files"><table><thead><tr><th scope="col">File</th><th scope="col">Size</th>\
            <th scope="col">Changed</th></tr></thead><tbody>\(rows)</tbody></table>
            \(if: isCut, "<p class=\"none\">There are more files than are shown here.</p>")</section>
            """
        var page = Page("Files of \(job.name.text)", viewer: viewer, content: content)
        page.trail = [Page.Link("Overview", "/"), Page.Link(job.name.text, path)]
        if !hasSettings { page.aside = settings }
        return page
    }
}
