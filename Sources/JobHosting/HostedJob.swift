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

    /// Of a continuous job, by their index.
    var processes: [ContinuousProcess] = []
    var channel: OutputChannel?
    /// The status that was last told as an event.
    var toldStatus: ContinuousStatus?
    /// Those who wait for it to be up, by a number of their own.
    var startWaiters: [Int: StartWaiter] = [:]
    /// Of its newest start.
    var startNumber = 0
    /// Slots that its processes had so far; see ``ProcessTrees``.
    var slotCount = 1
    var recentEnds = RecentEnds()
    /// Working copies that were not removed yet.
    var keptCopies: Set<String> = []
    var statusFile: StatusFile?

    /// Of a triggered job.
    var runs = TriggeredRuns()

    init(folder: JobFolder) {
        self.folder = folder
        // The reason is found again, with its words, when the folder is looked at.
        id = (try? JobName(folder.name)).map { JobID(type: folder.type, name: $0) }
    }

    /// How many processes it is to have.
    var instanceCount: Int { finding?.description?.settings.instances ?? 1 }

    /// Whether several processes must be told apart.
    var hasInstances: Bool { instanceCount > 1 || processes.count > 1 }

    /// Whether any of its processes was started and has not ended.
    var hasProcess: Bool { processes.contains(where: \.hasProcess) }
    /// Whether a process of it has not ended.
    var isBusy: Bool { hasProcess || !runs.active.isEmpty }

    /// The lowest slot that none of its processes has.
    var freeSlot: Int {
        let taken = Set(processes.flatMap(\.started).map(\.slot))
        let slot = (0...taken.count).first { !taken.contains($0) } ?? taken.count
        slotCount = max(slotCount, slot + 1)
        return slot
    }

    func process(_ index: Int) -> ContinuousProcess? { processes.first { $0.index == index } }

    /// Whether a look at the folder is under way.
    enum LookState {
        case idle
        case looking
        /// The folder changed again meanwhile: look once more when this look is done.
        case lookingStale
    }
}
