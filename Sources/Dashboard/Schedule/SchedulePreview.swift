import CronSchedule
package import JobModel

/// What a schedule that somebody is writing would mean.
package enum SchedulePreview: Sendable {
    /// Nothing is written yet.
    case none
    /// Why it cannot be understood, in one sentence.
    case bad(String)
    /// In words, and the next times.
    case good(words: String, times: [Timestamp])

    /// Times that are shown.
    package static let timeCount = 5

    /// Where a form finds the preview of its fields `schedule` and `time_zone`: the value of its `data-preview`.
    package static let path = "/ui/preview"

    /// `moments`: with the zone of the schedule.
    package func html(_ moments: Moments) -> HTML {
        "<div id=\"preview\" data-live class=\"preview\" aria-live=\"polite\">\(content(moments))</div>"
    }

    private func content(_ moments: Moments) -> HTML {
        switch self {
        case .none:
            return
                "<p class=\"muted\">Six fields: second, minute, hour, day, month, weekday. Five are taken with second 0.</p>"
        case .bad(let reason):
            return "<p class=\"bad\">\(Icon.html(.failed)) \(reason)</p>"
        case .good(let words, let times):
            let items = times.map { "<li>\(moments.exact($0)) <small>\(moments.words($0))</small></li>" as HTML }
            let never: HTML = "<p class=\"warn\">\(Icon.html(.warning)) It never comes due.</p>"
            return """
                <p><strong>Runs \(words)</strong>, on the clocks of \(moments.zone.name).</p>
                \(items.isEmpty ? never : "<ol>\(items)</ol>")
                """
        }
    }

    /// A page with nothing but the preview, for scripts.
    package func page(_ moments: Moments) -> Page {
        Page("Preview", viewer: nil, content: html(moments))
    }
}
