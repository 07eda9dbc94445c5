import JobModel

/// What a job is: its program, version, origin, settings and environment.
struct JobFacts {
    private let model: JobPageModel

    init(_ model: JobPageModel) {
        self.model = model
    }

    var html: HTML {
        """
        <section id="facts" data-live aria-labelledby="facts-title"><h2 id="facts-title">About</h2><dl>\(about)</dl></section>
        <section id="settings" data-live aria-labelledby="settings-title"><h2 id="settings-title">Settings</h2>\(settings)</section>
        <section id="environment" data-live aria-labelledby="environment-title"><h2 id="environment-title">Environment</h2>\(environment)</section>
        """
    }

    private func fact(_ name: String, _ value: HTML?) -> HTML? {
        value.map { "<div><dt>\(name)</dt><dd>\($0)</dd></div>" }
    }

    private var about: [HTML] {
        let (job, facts, moments) = (model.job, model.facts, model.moments)
        let runtime: HTML? = facts.runtime.map { " with \($0)" }
        return [
            fact("Kind", "\(job.type.rawValue)"),
            fact("Runs", facts.script.map { "<code>\($0)</code>\(runtime)" }),
            fact("From", facts.runsInPlace ? "its own folder" : "a copy of its folder"),
            fact("Schedule", schedule),
            fact("Next run", job.next.map { "\(moments.relative($0)), \(moments.clock($0))" }),
            fact("Next run", job.next == nil ? job.hindrance.map { "none: \($0)" } : nil),
            fact("Starts after", facts.follows.isEmpty ? nil : "\(facts.follows.joined(separator: ", "))"),
            fact("Running", job.started.map { "since \(moments.clock($0))" }),
            fact(
                "Starts",
                job.type == .continuous && job.starts > 0 ? "\(job.starts) since the host was started" : nil
            ),
            fact("Instances", job.instanceWords.map { "\($0)" }),
            fact("Failures", job.failures > 0 ? "\(job.failures) in a row" : nil),
            fact("Process", facts.processID.map { "<code>\($0)</code>" }),
            fact("Debugged", facts.debugging.isEmpty ? nil : "\(facts.debugging.map(debugged))"),
            fact("Says", facts.says.map { "\($0)" }),
            fact("Port", facts.port.map { "<code>\($0)</code>" }),
            fact("Version", facts.version.map { "<code title=\"\($0.hexadecimal)\">\($0.short)</code>" }),
            fact("Origin", origin),
            fact("Folder", facts.folder.isEmpty ? nil : "<code>\(facts.folder)</code>"),
        ].compactMap(\.self)
    }

    private func debugged(_ debugging: JobPageModel.Debugging) -> HTML {
        let instance: HTML? = model.job.instances > 1 ? "instance \(debugging.index) " : nil
        let since = model.moments.clock(debugging.since)
        return "<div>\(instance)under \(debugging.debugger) since \(since), by \(debugging.developer)</div>"
    }

    private var schedule: HTML? {
        guard let text = model.job.schedule else {
            return model.job.type == .triggered ? "none: it runs on demand" : nil
        }
        let words: HTML? = model.scheduleWords.map { "<br>\($0)" }
        return "<code>\(text)</code>\(words)"
    }

    private var origin: HTML {
        switch model.facts.origin {
        case .hand: "made here, by nobody's deployment"
        case .deployed(let source): source.map(deployed) ?? "as it was deployed"
        case .edited(let source): "edited here since \(source.map(deployed) ?? "it was deployed")"
        }
    }

    private func deployed(_ source: JobPageModel.Source) -> HTML {
        "<a href=\"/ui/deployments/\(source.id)\">\(source.words)</a> \(model.moments.relative(source.time))"
    }

    private var settings: HTML {
        let rows = SettingsWords(model.settings, of: model.job.type).rows.map { name, value -> HTML? in
            fact(name, "\(value)")
        }.compactMap(
            \.self
        )
        let text = String(decoding: model.settings.raw.serialized(pretty: true), as: UTF8.self)
        let isEmpty = model.settings.raw.object?.keys.isEmpty ?? true
        let written: HTML = """
            <details id="settings-text"><summary>As written in settings.job</summary><pre tabindex="0">\(text)</pre></details>
            """
        if rows.isEmpty, isEmpty { return "<p class=\"muted\">None: everything is as it is without settings.</p>" }
        return "<dl>\(rows)</dl>\(if: !isEmpty, written)"
    }

    private var environment: HTML {
        let names = model.environment
        let groups = [
            ("Of this job", names.own), ("Secrets", names.secrets), ("Of the site", names.site),
            ("Of Nyala", names.program),
        ]
        let shown = groups.filter { !$0.1.isEmpty }.map { title, names -> HTML in
            "<div><dt>\(title)</dt><dd class=\"names\">\(names.map { "<code>\($0)</code> " as HTML })</dd></div>"
        }
        return "<dl>\(shown)</dl>"
    }
}
