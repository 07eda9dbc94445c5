/// A whole log, live: the last lines at once, the script brings the others as they are looked for.
package enum LogPage {
    /// `find`: where a place in the log can be asked for.
    package static func page(_ title: String, trail: [Page.Link], _ tail: LogTail, find: String, viewer: Viewer) -> Page
    {
        var page = Page(title, viewer: viewer, content: content(tail, find))
        page.trail = trail
        page.moreScript = .logScript
        page.aside = "<a class=\"button\" href=\"\(tail.raw)\" download>Download</a>"
        return page
    }

    private static func content(_ tail: LogTail, _ find: String) -> HTML {
        """
        <form class="log-tools" data-log-tools role="search">
        <button type="button" data-log="pause" aria-pressed="false">\(Icon.html(.pause))Pause</button>
        <div><label class="hidden" for="search">Search in the log</label><input id="search" type="search" placeholder="Search" autocomplete="off" spellcheck="false"></div>
        <button type="button" data-log="older">Older match</button><button type="button" data-log="newer">Newer match</button>
        <label class="tick" title="Else capitals and small letters are the same"><input type="checkbox" id="exact"> Match case</label>
        <div class="when"><label for="time">Your local time</label><input id="time" type="datetime-local" step="1"></div>
        <button type="button" data-log="jump">Jump</button>
        <button type="button" data-log="end">To the end</button>
        <output aria-live="polite"></output>
        </form>
        <ol class="lines whole" data-log-view data-raw="\(tail.raw)" data-find="\(find)" data-start="\(tail.start)" data-end="\(tail.end)" \
        data-position="\(tail.position ?? "")"\(if: tail.isOver, " data-over") tabindex="0" aria-label="Log">\(
        tail.lines.map { LogLine($0).html })</ol>
        """
    }
}
