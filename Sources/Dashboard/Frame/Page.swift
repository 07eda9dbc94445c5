/// A whole page: the frame with what stands in it.
package struct Page: Sendable {
    /// What the tab and the heading say.
    package let title: String
    /// The part of the navigation that the page belongs to.
    package var section: Section?
    /// Nobody, before somebody has signed in.
    package var viewer: Viewer?
    package var notice: Notice?
    /// Stands beside the heading.
    package var aside = HTML()
    /// Where the page is in the site, from its top, before the page itself.
    package var trail: [Link] = []
    /// A script that only pages like this one need.
    var moreScript: Asset?
    package let content: HTML

    /// A place that can be gone to.
    package struct Link: Sendable, Hashable {
        package let title: String
        package let path: String

        package init(_ title: String, _ path: String) {
            self.title = title
            self.path = path
        }
    }

    package init(_ title: String, section: Section? = nil, viewer: Viewer?, content: HTML) {
        self.title = title
        self.section = section
        self.viewer = viewer
        self.content = content
    }

    /// What is painted before all of a table has come moves when the rest does: `expect` lets the browser wait for the end.
    package var html: HTML {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <title>\(title) · Nyala</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <link rel="icon" href="\(Asset.icon.path)" type="image/svg+xml">
        <link rel="expect" href="#end" blocking="render">
        <link rel="stylesheet" href="\(Asset.style.path)">
        <script type="module" src="\(Asset.script.path)"></script>
        \(moreScript.map { "<script type=\"module\" src=\"\($0.path)\"></script>" as HTML })
        </head>
        <body\(if: viewer != nil, " data-signed-in")>
        \(Icon.sprite)
        <a class="skip" href="#main">Skip to the content</a>
        \(viewer.map(banner))
        <p id="connection" role="status" hidden></p>
        <main id="main" tabindex="-1">
        <div id="notice" role="status">\(notice?.html)</div>
        \(trail.isEmpty ? nil : trailHTML)
        <div class="title"><h1>\(title)</h1>\(aside)</div>
        \(content)
        </main>
        <span id="end" hidden></span>
        </body>
        </html>

        """
    }

    private var trailHTML: HTML {
        let items = trail.map { link -> HTML in "<li><a href=\"\(link.path)\">\(link.title)</a></li>" }
        return "<nav class=\"trail\" aria-label=\"Where this is\"><ol>\(items)</ol></nav>"
    }

    private func banner(_ viewer: Viewer) -> HTML {
        let items = Section.allCases.filter { $0.isFor(viewer) }.map { item -> HTML in
            let current: HTML = item == section ? " aria-current=\"page\"" : ""
            return "<li><a href=\"\(item.path)\"\(current)>\(item.title)</a></li>"
        }
        let signOut: HTML = """
            <form method="post" action="/ui/sign-out"><button class="quiet">Sign out</button></form>
            """
        return """
            <header class="top">
            <a class="brand" href="/"><img src="\(Asset.icon.path)" alt="" width="24" height="24">Nyala</a>
            <nav aria-label="Pages"><ul>\(items)</ul></nav>
            <div class="who"><span title="Signed in as \(viewer.name)">\(viewer.name)</span>\(viewer.maySignOut ? signOut : nil)</div>
            </header>
            """
    }
}
