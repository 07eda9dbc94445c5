import JobModel
import LinuxSystem
import ProcessSupervision
import Secrets

/// One process of a continuous job that was started, with what it was given, until nothing of it is left.
final class StartedProcess {
    let generation: Generation
    /// One that no other start of the job has.
    let number: Int
    /// Told apart from others of the job that run at the same time; see ``ProcessTrees``.
    let slot: Int
    let begun: MonotonicTime
    /// The root of the working copy, or the job's folder.
    let root: String
    /// Where it may serve requests on this machine.
    let port: Int?
    /// What it was given of the secrets, as files.
    let secretFiles: SecretFiles?
    /// What it has as its `/tmp`.
    let privateFolder: PrivateFolder?
    /// `nil` until the process exists.
    var supervisor: Supervisor?
    /// Until it is ready, where it must show that.
    var readiness: ReadinessWatch?
    var notify: NotifyListener?
    /// How often it must say that it is well.
    var watchdog: Duration?
    var watchdogTimer: TimerID?
    /// What it says of itself (`STATUS=`).
    var statusText: String?
    /// Why it is being stopped though nobody asked for it, in words that go on after the job's name.
    var fault: String?
    /// Under whose debugger it was started.
    var debugging: Debugging?

    init(_ generation: Generation, number: Int, slot: Int, begun: MonotonicTime, _ launch: Launch) {
        self.generation = generation
        self.number = number
        self.slot = slot
        self.begun = begun
        root = launch.root
        port = launch.port
        secretFiles = launch.secrets.files
        privateFolder = launch.privateFolder
    }

    /// One that an earlier host started.
    init(
        adopting supervisor: Supervisor,
        _ generation: Generation,
        number: Int,
        _ kept: KeptJob,
        tidying: BlockingExecutor
    ) {
        self.generation = generation
        self.number = number
        slot = kept.slot
        begun = kept.since
        root = kept.root
        port = kept.port
        secretFiles = kept.secretFolder.map(SecretFiles.init(found:))
        privateFolder = kept.privateFolder.map { PrivateFolder(found: $0, tidying: tidying) }
        self.supervisor = supervisor
    }

    /// Waits for nothing of it any more but its end.
    func endWatches(on loop: SystemLoop) {
        readiness?.cancel()
        readiness = nil
        notify?.end()
        notify = nil
        if let watchdogTimer { loop.cancel(watchdogTimer) }
        watchdogTimer = nil
    }
}
