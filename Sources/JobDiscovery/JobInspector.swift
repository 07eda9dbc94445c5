package import JobModel

/// Reads a job's folder and says what it is.
///
/// Never fails: whatever is wrong becomes a problem of the job.
package struct JobInspector {
    private let lookup: ProgramLookup

    package init(lookup: ProgramLookup) {
        self.lookup = lookup
    }

    /// Codes of the problems that keep a schedule from planning anything.
    package static let scheduleProblems = ["bad_schedule", "bad_time_zone"]

    /// `path` is how the job's folder is named in problems.
    ///
    /// `lastGood` stays in force while `settings.job` is broken.
    package func inspect(
        _ folder: any FolderReading,
        id: JobID,
        path: String,
        lastGood: JobSettings? = nil
    ) -> JobDescription {
        var inspection = JobInspection(folder: folder, id: id, path: path, lookup: lookup)
        return inspection.run(lastGood: lastGood)
    }
}
