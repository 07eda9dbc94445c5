/// Names a run among those of all jobs: `import/202403301015301234`.
package struct RunReference: Sendable, Hashable, CustomStringConvertible {
    package let job: JobName
    package let run: RunID

    package init(job: JobName, run: RunID) {
        self.job = job
        self.run = run
    }

    /// Takes the form of ``description``; `nil` for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1)
        guard parts.count == 2, let job = try? JobName(String(parts[0])), let run = RunID(String(parts[1])) else {
            return nil
        }
        self.init(job: job, run: run)
    }

    package var description: String { "\(job)/\(run)" }
}
