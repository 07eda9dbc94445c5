package import JobModel

/// A file of a job.
package struct JobFile: Sendable, Hashable {
    /// Below the job's folder.
    package let path: String
    package let size: Int
    package let modified: Timestamp
    /// What it is where it is no file: `a named pipe`.
    package var noun: String?

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
            let name: HTML = "<code>\(line: file.path)</code>"
            let link: HTML = "<a href=\"\(path)/files/edit?path=\(JobPath.encoded(file.path))\">\(name)</a>"
            let what: HTML = file.noun.map { "\($0)" } ?? "\(ResourceGraphs.bytes(file.size))"
            return """
                <tr><th scope="row">\(file.noun == nil ? link : name)</th>
                <td>\(what)</td><td>\(moments.relative(file.modified))</td></tr>

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
