import CronSchedule
import DirectoryWatch
import GitHosting
import JobDiscovery
import JobModel
import LinuxSystem
import ProcessSupervision

/// What the host knows and holds of one job folder.
///
/// It belongs to the ``JobHost`` and never leaves its loop.
final class HostedJob {
    let folder: JobFolder
    /// `nil` for a folder whose name cannot be a job's: such a job only shows its problem.
    let id: JobID?

    var finding: FolderFinding?
    /// Kept from one look at the folder to the next, so that only changed files are read.
    var fingerprints = FolderReader.Cache()
    var look = LookState.idle
    var lookWaiters: [CheckedContinuation<Void, Never>] = []

    /// Set between the request to stop a job and the next look that confirms it.
    var isDisabled = false

    var continuous = ContinuousJob()
    var supervisor: Supervisor?
    var channel: OutputChannel?
    var restartTimer: TimerID?
    var lastEnd: ProcessEnd?
    var startCount = 0
    /// Where the process of a continuous job was started.
    var launchedRoot: String?
    /// Working copies that were not removed yet.
    var keptCopies: Set<String> = []
    var statusFile: StatusFile?

    var activeRun: ActiveRun?
    var lastRun: RunRecord?
    /// Old runs are about to be removed.
    var isHistoryUntidy = false
    var schedule: ScheduleState?
    /// Runs that are to begin, in this order.
    var backlog: [RunRequest] = []
    /// A failed run that will be tried again.
    var retryTimer: TimerID?
    /// Whether the history was asked for a run of an earlier host that is to be tried again.
    var hasLookedForRetry = false
    /// The entry to which a further skipped occurrence is added while nothing else happens.
    var lastSkip: RunRecord?

    init(folder: JobFolder) {
        self.folder = folder
        // The reason is found again, with its words, when the folder is looked at.
        id = (try? JobName(folder.name)).map { JobID(type: folder.type, name: $0) }
    }

    /// Whether a look at the folder is under way.
    enum LookState {
        case idle
        case looking
        /// The folder changed again meanwhile: look once more when this look is done.
        case lookingStale
    }

    struct ScheduleState {
        let schedule: ZonedSchedule
        /// Every occurrence up to here has been dealt with.
        let handled: Timestamp
        let next: Timestamp
        let timer: TimerID
    }
}

/// A run of a triggered job that is under way.
final class ActiveRun {
    var record: RunRecord
    let supervisor: Supervisor
    let channel: OutputChannel
    let workingCopy: String
    /// Why it was told to stop, if it was.
    var stopCause: RunCause?
    var stopReason: String?
    var successCodes = [0]
    var limitWatch: RunLimitWatch?
    var waiters: [CheckedContinuation<Void, Never>] = []

    init(record: RunRecord, supervisor: Supervisor, channel: OutputChannel, workingCopy: String) {
        self.record = record
        self.supervisor = supervisor
        self.channel = channel
        self.workingCopy = workingCopy
    }
}
