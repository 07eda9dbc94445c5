/// The end of a log in a page.
enum LogLines {
    static func html(_ tail: LogTail) -> HTML {
        guard !tail.lines.isEmpty else { return "<p class=\"none\">Nothing was written yet.</p>" }
        return
            "<ol class=\"lines\" tabindex=\"0\" aria-label=\"Last lines\">\(tail.lines.map { LogLine($0).html })</ol>"
    }
}
