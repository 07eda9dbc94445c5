import CronSchedule
import JobModel
import LinuxSystem

/// What the host holds of one triggered job's runs and of what will start them.
struct TriggeredRuns {
    /// Those under way, oldest first.
    var active: [ActiveRun] = []
    /// Those that wait for their turn, each with its folder in the history, oldest first.
    var queue: [RunRecord] = []
    /// Runs that begin as soon as the job has room; nothing of them is on disk, because they follow from what is.
    var backlog: [RunRequest] = []
    /// As many runs as there ever were at the same time.
    private(set) var slotCount = 0
    /// The next run that waits is about to begin.
    var isStarting = false
    /// It is told when the host has room for another run.
    var isWithoutRoom = false

    var tally = RunTally()
    /// The newest entry of the history.
    var last: RunRecord?
    /// How the newest run ended that began; `nil` when that is not known.
    var lastOutcome: RunOutcome?
    /// The entry to which a further skipped occurrence is added while nothing else happens.
    var lastSkip: RunRecord?
    /// Old runs are about to be removed.
    var isHistoryUntidy = false

    var schedule: ScheduleState?
    /// Occurrences that wait for a look at the folder.
    var settlingStarts = 0
    /// Failed runs that will be tried again.
    var retries: [RunID: PendingRetry] = [:]
    /// Whether what an earlier host left to do was looked for.
    var isResumed = false

    /// The runs that requests with a key began; `nil` until one has come.
    var keys: RequestKeys?

    /// Ends of other jobs' runs that were followed while this host took up what an earlier one had left.
    var followed: Set<RunReference> = []

    /// Folders whose new files start runs.
    var watchedFolders: [WatchedFolder] = []
    var folderProblem: Problem?
    var fileNameProblem: Problem?
    /// `nil` until what was given to earlier runs is known.
    var inbox: FileInbox?
    /// Lines written to the record of given files since it was last written anew.
    var notedFiles = 0
    var scanTimer: TimerID?

    /// Occurrences of the schedule that came due and wait for their turn.
    var lateOccurrences: [RunRequest] { backlog.filter(\.isLateOccurrence) }

    var hasWaiting: Bool { !queue.isEmpty || !backlog.isEmpty || inbox?.isEmpty == false }

    struct ScheduleState {
        let schedule: ZonedSchedule
        /// Every occurrence up to here has been dealt with.
        let handled: Timestamp
        let next: Timestamp
        /// Its place among those that are due then.
        let slot: StartSlots.Slot
        let timer: TimerID
    }
}

extension TriggeredRuns {
    /// Keeps the newest entry in view; an older run may end after it.
    mutating func note(_ record: RunRecord) {
        if let last, last.id > record.id { return }
        last = record
    }

    /// The smallest number that no run under way has.
    mutating func takeSlot() -> Int {
        let used = Set(active.map(\.slot))
        let slot = (0...active.count).first { !used.contains($0) } ?? active.count
        slotCount = max(slotCount, slot + 1)
        return slot
    }

    /// Goes on with a run of an earlier host.
    mutating func adopt(_ run: ActiveRun) {
        active.append(run)
        active.sort { $0.record.id < $1.record.id }
        slotCount = max(slotCount, run.slot + 1)
        note(run.record)
    }

    /// Whether a run is under way or waits.
    func isOpen(_ run: RunID) -> Bool {
        active.contains { $0.record.id == run } || queue.contains { $0.id == run }
    }

    /// The oldest run before this one that is under way or waits.
    func oldestOpen(before run: RunID) -> RunID? {
        let oldest = [active.first?.record.id, queue.first?.id].compactMap { $0 }.min()
        return oldest.flatMap { $0 < run ? $0 : nil }
    }
}

extension RunRequest {
    /// Of the schedule, not of something else that repeats it.
    var isLateOccurrence: Bool { scheduledTime != nil && attempt == 1 }
}
