import Testing

@testable import Dashboard

@Suite struct DifferenceHTMLTests {
    private func difference(_ file: SiteDifference.File, further: Int = 0) -> String {
        let difference = SiteDifference(jobs: [], files: [file], furtherFiles: further, command: "git diff a b")
        return DifferenceHTML(difference: difference).html.text
    }

    @Test func `each line says by its sign what became of it, and is text`() {
        var file = SiteDifference.File(path: "App_Data/<x>.sh", change: .changed)
        file.lines = [
            .init(.place, "@@ -1,2 +1,2 @@", nil), .init(.same, "set -e", 1), .init(.removed, "<script>", 2),
            .init(.added, "a\u{202E}b\u{1B}[31m", 2),
        ]
        (file.added, file.removed) = (1, 1)
        let text = difference(file)
        #expect(text.contains("<b>@@ -1,2 +1,2 @@\n</b><span data-line=\"1\"> set -e\n</span>"))
        #expect(text.contains("<del data-line=\"2\">-&lt;script&gt;\n</del>"))
        #expect(text.contains("<ins data-line=\"2\">+a⟨U+202E⟩b␛[31m\n</ins>"))
        #expect(text.contains("<code>App_Data/&lt;x&gt;.sh</code>"))
        #expect(!text.contains("git diff"))
    }

    @Test func `what is left out is said, with the command that shows it`() {
        var file = SiteDifference.File(path: "a", change: .new)
        file.lines = [.init(.added, "x", 1)]
        file.furtherLines = 41
        #expect(difference(file).contains("… 41 further lines of this file are not shown"))
        #expect(difference(file).contains("git diff a b"))
        file.furtherLines = 0
        #expect(difference(file, further: 7).contains("7 further files differ and are not shown."))
    }

    @Test(arguments: [("It is no text.", "It is no text."), (nil, "Only whether it can be executed differs")])
    func `a file without lines says why`(obstacle: String?, words: String) {
        var file = SiteDifference.File(path: "a", change: .changed)
        file.obstacle = obstacle
        #expect(difference(file).contains(words))
    }
}
