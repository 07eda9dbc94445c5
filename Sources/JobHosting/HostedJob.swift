import DirectoryWatch
import GitHosting
import JobDiscovery
import JobModel
import LinuxSystem
import ProcessSupervision
import Secrets

/// What the host knows and holds of one job folder.
///
/// It belongs to the ``JobHost`` and never leaves its loop.
final class HostedJob {
    let folder: JobFolder
    /// `nil` for a folder whose name cannot be a job's: such a job only shows its problem.
    let id: JobID?

    var finding: FolderFinding? {
        didSet { wasFound = wasFound || finding != nil }
    }
    /// Whether there ever was such a folder; somebody may just have asked for one.
    private(set) var wasFound = false
    /// The environment of its starts as far as they share it.
    var environment: JobEnvironment.Common?
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
    /// Runs until the job has been up for long enough to be well.
    var steadyTimer: TimerID?
    var streak = FailureStreak()
    /// The status that was last told as an event.
    var toldStatus: ContinuousStatus?
    var lastEnd: ProcessEnd?
    /// How its last process ended or why it could not be started, for a sentence that begins with the job's name.
    var lastFailure: String?
    /// Those who wait for it to be up, by a number of their own.
    var startWaiters: [Int: StartWaiter] = [:]
    var startCount = 0
    /// Where the process of a continuous job was started.
    var launchedRoot: String?
    /// Where that process may serve requests on this machine.
    var port: Int?
    /// Working copies that were not removed yet.
    var keptCopies: Set<String> = []
    /// What its process was given of the secrets, as files.
    var secretFiles: SecretFiles?
    var statusFile: StatusFile?

    /// Of a triggered job.
    var runs = TriggeredRuns()

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
}
