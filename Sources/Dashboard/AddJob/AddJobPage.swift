import JobModel

/// Adds a job: a file that is dropped or chosen, its name, and when it runs; and how to do without the form.
package enum AddJobPage {
    package static func page(_ model: AddJobModel) -> Page {
        Page("Add a job", section: .add, viewer: model.viewer, content: content(model))
    }

    private static func content(_ model: AddJobModel) -> HTML {
        """
        <div class="columns even"><div class="stack">
        \(faults(model))
        <form method="post" action="/ui/add" enctype="multipart/form-data" class="card add" data-upload data-check="/ui/add/check">
        \(file)
        \(name(model))
        \(kind(model))
        \(schedule(model))
        \(scale(model))
        <progress max="1" value="0" aria-label="Upload" hidden></progress>
        <button class="main">\(Icon.html(.add))Add the job</button>
        </form></div>
        \(ways(model))
        </div>
        """
    }

    private static func faults(_ model: AddJobModel) -> HTML {
        guard !model.faults.isEmpty else { return "<div id=\"faults\"></div>" }
        let items = model.faults.map { fault -> HTML in
            let place: HTML? = fault.place.map { "<code class=\"place\">\($0)</code> " }
            let lines: HTML? =
                fault.lines.isEmpty ? nil : "<pre tabindex=\"0\">\(fault.lines.joined(separator: "\n"))</pre>"
            return "<li>\(place)\(fault.message)\(lines)</li>"
        }
        return """
            <section id="faults" class="health bad" tabindex="-1"><h2>\(Icon.html(.warning))The job was not added</h2>\
            <ul>\(items)</ul></section>
            """
    }

    // MARK: the form

    private static var file: HTML {
        """
        <div class="drop"><label for="file">Script or zip</label>
        <p>A single script (<code>.sh</code>, <code>.py</code>, <code>.js</code> and others), or a zip with everything the job needs. \
        <span class="dropping">Drop it here, or choose it:</span></p>
        <input id="file" name="file" type="file" required><output for="file"></output></div>
        """
    }

    private static func name(_ model: AddJobModel) -> HTML {
        """
        <div><label for="name">Name</label>
        <input id="name" name="name" value="\(exact: model.name)" autocomplete="off" autocapitalize="none" spellcheck="false" \
        aria-describedby="name-hint" required>
        <div role="status">\(AddJobHints.name(model))</div></div>
        """
    }

    private static func kind(_ model: AddJobModel) -> HTML {
        let choices = [
            (JobType.triggered, "Triggered", "runs on a schedule or on demand, and ends"),
            (.continuous, "Continuous", "runs all the time, and is started again when it ends"),
        ].map { type, word, words -> HTML in
            """
            <label class="choice"><input type="radio" name="type" id="\(type.rawValue)" value="\(type.rawValue)"\(
            if: type == model.type, " checked")><span>\(word)<small>\(words)</small></span></label>
            """
        }
        return "<fieldset><legend>Kind</legend>\(choices)</fieldset>"
    }

    private static func schedule(_ model: AddJobModel) -> HTML {
        """
        <div class="for-triggered"><label for="schedule">Schedule</label>
        <input id="schedule" name="schedule" value="\(exact: model.schedule)" placeholder="0 30 2 * * *" autocomplete="off" \
        spellcheck="false" class="code" aria-describedby="schedule-hint">
        <div role="status">\(AddJobHints.schedule(model))</div></div>
        """
    }

    private static func scale(_ model: AddJobModel) -> HTML {
        """
        <fieldset class="for-continuous"><legend>Scale</legend><label class="choice"><input type="checkbox" name="single"\(
        if: model.isSingle, " checked")><span>One instance<small>only one host of the site runs it (<code>is_singleton</code>); else each host does</small></span></label></fieldset>
        """
    }

    // MARK: without the form

    private static func ways(_ model: AddJobModel) -> HTML {
        let push = """
            mkdir -p site/App_Data/jobs/triggered/hello && cd site
            echo 'echo hello' > App_Data/jobs/triggered/hello/run.sh
            git init -b main && git add -A && git commit -m "A job"
            git push \(model.pushAddress) main
            """
        let folder = """
            cp -r hello \(model.home)/site/wwwroot/App_Data/jobs/triggered/hello
            """
        let command = """
            nyala new hello --type triggered --template bash --site site
            nyala deploy site
            """
        return """
            <section class="card ways-aside" aria-labelledby="ways-title"><h2 id="ways-title">Without this form</h2>
            <h3>Push a git repository</h3><p>Checked, built and watched; whoever pushes sees all of it.</p><pre tabindex="0">\(push)</pre>
            <h3>Copy a folder, on the server</h3><p>It runs as soon as the folder has come to rest.</p><pre tabindex="0">\(folder)</pre>
            <h3>With the command</h3><p>From a template, deployed as a folder, on the server.</p><pre tabindex="0">\(command)</pre></section>
            """
    }
}
