/// The end of a log in a page.
enum LogLines {
    static func html(_ tail: LogTail) -> HTML {
        guard !tail.lines.isEmpty else { return "<p class=\"none\">Nothing was written yet.</p>" }
        let left: HTML = """
            <p class="cut">The first \(ByteWords.text(tail.start)) (\(tail.start) bytes) are not shown here: \
            <a href="\(tail.raw)" download>download all of it</a></p>
            """
        return """
            \(if: tail.start > 0, left)<ol class="lines" tabindex="0" aria-label="Last lines">\(
            tail.lines.map { LogLine($0).html })</ol>
            """
    }
}
