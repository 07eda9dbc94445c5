/// What is shown instead of a page that cannot be.
package enum FailurePage {
    package static func page(status: Int, title: String, detail: String, viewer: Viewer?, back: String = "/")
        -> Page
    {
        let content: HTML = """
            <section class="card"><p>\(detail)</p><p><a href="\(back)">Back</a></p></section>
            """
        return Page("\(title) (\(status))", viewer: viewer, content: content)
    }
}
