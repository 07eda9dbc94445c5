package import JobModel

/// A file of a job in a field, to be changed and saved.
package struct FileEditModel: Sendable {
    package let job: JobID
    /// Below the job's folder.
    package let path: String
    package let text: String
    /// What the file was when it was read; saving refuses to write over what somebody else wrote since.
    package let tag: String
    /// Why it was not saved.
    package var problems: [Problem] = []
    package var failure: String?

    package init(job: JobID, path: String, text: String, tag: String) {
        self.job = job
        self.path = path
        self.text = text
        self.tag = tag
    }
}

/// The page to edit a file.
package enum FileEditPage {
    package static func page(_ model: FileEditModel, viewer: Viewer) -> Page {
        let path = JobPath.job(model.job.type, model.job.name.text)
        let refused: HTML? =
            model.problems.isEmpty && model.failure == nil
            ? nil
            : """
            <section class="health bad"><h2>\(Icon.html(.failed))Not saved</h2>
            \(model.failure.map { "<p>\($0)</p>" as HTML })
            \(if: !model.problems.isEmpty, "<ul>\(model.problems.map { "<li>\(ProblemLine.html($0))</li>" as HTML })</ul>")</section>
            """
        // A field drops one line break at its beginning.
        let content: HTML = """
            <div id="refusal" role="alert">\(refused)</div>
            <form method="post" action="\(path)/files/edit" class="card form" data-stay>
            <input type="hidden" name="path" value="\(exact: model.path)">
            <input type="hidden" name="tag" value="\(exact: model.tag)">
            <div class="field"><label for="text">\(line: model.path)</label>
            <textarea id="text" name="text" rows="24" spellcheck="false" autocapitalize="off" wrap="off">
            \(exact: model.text)</textarea></div>
            <div class="buttons"><button class="main">Check and save</button><a class="button" href="\(path)/files">Back</a></div>
            <p class="muted">It is checked as a push is, and refused with its problems where it has any. A changed continuous job must come up; \
            if it does not, what was there before runs again. Saving is a deployment, which can be rolled back.</p>
            </form>
            """
        var page = Page("Edit \(model.path)", viewer: viewer, content: content)
        page.trail = [
            Page.Link("Overview", "/"), Page.Link(model.job.name.text, path), Page.Link("Files", "\(path)/files"),
        ]
        return page
    }
}
