package import JobModel

/// Why a run was not started.
package enum RunRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    case unknownJob(String)
    /// The literal is the original's; clients look for it.
    case alreadyRunning
    case tooManyRunning(JobName, Int)
    case queueFull(JobName, Int)
    /// Another job has the lock, and a run of this one waits for it already.
    case waitingForLock(JobName, String)
    /// As many runs are under way, over all jobs, as the host has descriptors for.
    case hostIsFull
    case jobsStopped
    /// Another request had the same idempotency key.
    case keyReused(RunReference)
    case disabled(JobName)
    case problem(JobName, String)
    /// It is on record as failed.
    case startFailed(JobName, String)
    /// It could not even be recorded, for example because the disk is full.
    case notRecorded(JobName, String)

    package var description: String {
        switch self {
        case .unknownJob(let name): "there is no triggered job named \"\(name)\""
        case .alreadyRunning: "Cannot start a new run since job is already running."
        case .tooManyRunning(let name, let count):
            "\(count) runs of the job \"\(name)\" are under way, as many as its max_parallel allows"
        case .queueFull(let name, let count):
            "\(count) runs of the job \"\(name)\" wait already, as many as its max_queue allows"
        case .waitingForLock(let name, let lock):
            "a run of the job \"\(name)\" waits already for the lock \"\(lock)\", which another job has"
        case .hostIsFull:
            "as many runs are under way as the host may have open files for (ulimit -n); try again in a moment"
        case .keyReused(let run):
            "this Idempotency-Key began the run \(run), which has other arguments or input; a new request needs a new key"
        case .jobsStopped: "WebJobs are currently in \"stopped\" state."
        case .disabled(let name): "the job \"\(name)\" is stopped (disable.job); start it first"
        case .problem(let name, let reason): "the job \"\(name)\" cannot run: \(reason)"
        case .notRecorded(let name, let reason): "the run of the job \"\(name)\" could not be recorded: \(reason)"
        case .startFailed(let name, let reason): "the job \"\(name)\" could not be started: \(reason)"
        }
    }

    /// Whether the job could run and only had no room at this moment.
    package var isBusy: Bool {
        switch self {
        case .alreadyRunning, .tooManyRunning, .queueFull, .waitingForLock, .hostIsFull: true
        case .unknownJob, .jobsStopped, .keyReused, .disabled, .problem, .startFailed, .notRecorded: false
        }
    }
}
