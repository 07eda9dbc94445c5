import JobModel

/// What a deployment means for each job.
struct JobChangeTable {
    let jobs: [DeploymentSummary.JobLine]

    /// Jobs of a table; further ones are counted.
    static let maximumRows = 200

    /// Those that are not the same stand first.
    var html: HTML {
        guard !jobs.isEmpty else { return "<p class=\"none\">No job is concerned.</p>" }
        let sorted = jobs.filter { $0.change != .unchanged } + jobs.filter { $0.change == .unchanged }
        let more = sorted.count - Self.maximumRows
        return """
            <table class="rows"><thead><tr><th scope="col">Job</th><th scope="col">Change</th><th scope="col">Files</th></tr></thead>\
            <tbody>\(sorted.prefix(Self.maximumRows).map(row))</tbody></table>\
            \(if: more > 0, "<p class=\"none\">and \(more) more</p>")
            """
    }

    private func row(_ job: DeploymentSummary.JobLine) -> HTML {
        let files: HTML? = job.files > 0 ? "\(job.files) \(job.files == 1 ? "file" : "files")" : nil
        let name: HTML =
            job.change == .removed
            ? "\(job.name)" : "<a href=\"\(JobPath.job(job.type, job.name))\">\(job.name)</a>"
        return """
            <tr><th scope="row">\(name)<small>\(job.type.rawValue)</small></th><td>\(Self.mark(job.change))</td><td>\(files)</td></tr>

            """
    }

    static func mark(_ change: DeploymentSummary.JobLine.Change) -> HTML {
        switch change {
        case .new: Mark.html(.add, .good, "new")
        case .changed: Mark.html(.again, .active, "changed")
        case .unchanged: Mark.html(.idle, .quiet, "unchanged")
        case .removed: Mark.html(.skipped, .warning, "removed")
        case .problem: Mark.html(.warning, .bad, "problem")
        }
    }
}
