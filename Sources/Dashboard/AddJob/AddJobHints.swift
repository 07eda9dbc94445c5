import CronSchedule
import JobModel

/// What stands below the fields of the form and changes as somebody types.
package enum AddJobHints {
    package static func html(_ model: AddJobModel) -> HTML {
        "\(name(model))\(schedule(model))"
    }

    static func name(_ model: AddJobModel) -> HTML {
        switch model.nameHint {
        case .none:
            "<div id=\"name-hint\" class=\"hint\">The name of its folder: letters, digits, - and _.</div>"
        case .free:
            "<div id=\"name-hint\" class=\"hint good\">\(Icon.html(.succeeded)) This name is free.</div>"
        case .bad(let reason):
            "<div id=\"name-hint\" class=\"hint bad\">\(Icon.html(.failed)) It cannot be called that: \(reason).</div>"
        case .taken:
            """
            <div id="name-hint" class="hint warn">\(Icon.html(.warning)) There is a \(model.type.rawValue) job of this name. \
            <label class="box"><input type="checkbox" name="replace"\(if: model.replaces, " checked")> Replace it</label></div>
            """
        }
    }

    static func schedule(_ model: AddJobModel) -> HTML {
        switch model.scheduleHint {
        case .none:
            """
            <div id="schedule-hint" class="hint">Second, minute, hour, day, month, weekday, or <code>@every 90s</code>. \
            Left empty, it runs when somebody or something asks for it.</div>
            """
        case .bad(let reason):
            "<div id=\"schedule-hint\" class=\"hint bad\">\(Icon.html(.failed)) \(reason)</div>"
        case .good(let words, let next):
            """
            <div id="schedule-hint" class="hint"><p class="good">\(Icon.html(.succeeded)) \(words)</p>\
            <ol class="next-times" aria-label="Next times">\(next.map { time -> HTML in "<li>\(model.moments.exact(time))</li>" })</ol>\
            <p>on the clocks of \(model.moments.zone.name)</p></div>
            """
        }
    }
}
