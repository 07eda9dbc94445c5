import JobModel

/// What is wanted of one run of a triggered job.
struct RunRequest: Hashable {
    /// Why it begins, in the original's words.
    let trigger: String
    var arguments: [String] = []
    /// The moment the schedule planned it for.
    var scheduledTime: Timestamp?
    /// 1, and one more for each retry.
    var attempt = 1
    /// It may wait for the end of a run that is under way; one that is on time runs now or not at all.
    var mayWait = false
}
