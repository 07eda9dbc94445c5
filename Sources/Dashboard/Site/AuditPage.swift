import JobModel

/// Who changed what, from where, and what came of it.
package enum AuditPage {
    package static func page(_ model: AuditModel) -> Page {
        Page("Audit log", section: .audit, viewer: model.viewer, content: content(model))
    }

    private static func content(_ model: AuditModel) -> HTML {
        let older = model.older.map { query -> HTML in "<a href=\"/ui/audit?\(query)\">Older</a>" }
        let newest: HTML =
            "<a href=\"/ui/audit\(model.who.isEmpty ? "" : "?who=\(JobPath.encoded(model.who))")\">Newest</a>"
        return """
            <section class="wide" aria-label="Entries">
            <form class="bar" method="get" action="/ui/audit" role="search">
            <div class="fields bare"><div><label for="who">Who</label>
            <input id="who" name="who" value="\(exact: model.who)" placeholder="everybody" autocapitalize="none" spellcheck="false"></div>
            <button>Show</button></div></form>
            <div id="audit" data-live>\(model.entries.isEmpty ? none(model) : table(model))</div>
            \(if: older != nil || model.isLater, "<p class=\"pager\">\(model.isLater ? newest : nil)\(older)</p>")
            </section>
            """
    }

    private static func none(_ model: AuditModel) -> HTML {
        model.who.isEmpty
            ? "<p class=\"none\">Nobody has changed anything yet.</p>"
            : "<p class=\"none\">\(model.who) has changed nothing. <a href=\"/ui/audit\">Show everybody</a></p>"
    }

    private static func table(_ model: AuditModel) -> HTML {
        let rows = model.entries.map { row($0, model.moments) }
        return """
            <div class="scroll"><table class="audit"><thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th>\
            <th scope="col">Result</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    private static func row(_ entry: AuditModel.Entry, _ moments: Moments) -> HTML {
        let origin = entry.address.isEmpty ? "on this machine" : "from \(entry.address)"
        let stranger: HTML = "<span class=\"muted\">a stranger</span>"
        let who: HTML = "\(entry.who)"
        let result =
            entry.status < 400
            ? Mark.html(.succeeded, .good, "Done") : Mark.html(.failed, .bad, "Refused")
        return """
            <tr><td>\(moments.clock(entry.time))</td>
            <td>\(entry.who.isEmpty ? stranger : who)<small>\(entry.means), \(origin)</small></td>
            <td class="place"><code>\(line: entry.method) \(line: entry.path)</code></td>
            <td>\(entry.status >= 500 ? Mark.html(.failed, .bad, "Failed") : result) <small>\(entry.status)\(
            if: entry.detail != nil, ": \(entry.detail ?? "")")</small></td></tr>
            """
    }
}
