import JobModel

/// The hosts of the site: which, since when, how they are, what they use.
package enum InstancesPage {
    package static func page(_ model: InstancesModel) -> Page {
        Page("Instances", section: .instances, viewer: model.viewer, content: content(model))
    }

    private static func content(_ model: InstancesModel) -> HTML {
        let instance = model.instance
        let isWell = model.problems.isEmpty
        let problems = model.problems.map { problem -> HTML in "<li>\(problem)</li>" }
        return """
            <section id="instance" data-live class="card block" aria-labelledby="instance-title">
            <div class="title"><h2 id="instance-title">\(instance.hostName) <code>\(instance.id)</code></h2>
            \(isWell ? Mark.html(.succeeded, .good, "Well") : Mark.html(.warning, .warning, "Needs you"))</div>
            \(if: !isWell, "<ul class=\"plain block\">\(problems)</ul>")
            <dl class="facts">
            \(fact("Up since", model.moments.exact(instance.started)))
            \(fact("Program", "Nyala \(ProgramVersion.text), process \(instance.processID)"))
            \(fact("Jobs", "\(instance.running) running of \(instance.jobs)"))
            \(instance.memory.map { fact("Memory of the host", "\(ByteWords.text($0))") })
            \(instance.openFiles.map { fact("Open files", "\($0) of \(instance.openFilesLimit)") })
            \(instance.freeDisk.map { fact("Free on its disk", "\(ByteWords.text($0))") })
            \(fact("Home", "<code>\(instance.home)</code>"))
            </dl></section>
            <p class="muted">A site has one host. Several sites on one machine are several hosts, each with a home and a page of its own.</p>
            """
    }

    private static func fact(_ name: String, _ value: HTML) -> HTML {
        "<div><dt>\(name)</dt><dd>\(value)</dd></div>"
    }
}
