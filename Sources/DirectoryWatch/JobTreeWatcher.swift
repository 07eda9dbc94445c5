import Glibc
package import JobModel
package import LinuxSystem

/// Watches all job folders of a site and tells which one changed and has come to rest.
///
/// It lives on its owner's ``SystemLoop`` and is called only there, as is `report`. Events cost no work of their own:
/// they mark a folder, and a timer reports it when it is quiet. A lost event costs time, never truth: everything is
/// reported when the kernel's queue overflows, when watches run out (then every ``pollInterval``), and every
/// ``rescanInterval`` in any case.
package final class JobTreeWatcher {
    package static let pollInterval: Duration = .seconds(2)
    package static let rescanInterval: Duration = .seconds(300)
    /// While polling, every how many looks it is tried to watch again.
    private static let looksUntilRewatch = 15
    /// Waiting for a folder above the jobs to come back.
    private static let retryInterval: Duration = .seconds(1)

    let root: String
    let base: String
    /// Single files that are watched, too; they need not exist.
    let files: [String]
    let loop: SystemLoop
    let clock: any TimeSource
    private let report: (WatchReport) -> Void

    var inotify: Inotify?
    var watched = WatchedFolders()
    var pending: [JobFolder: QuietPeriod] = [:]
    var ignoreRules: [JobFolder: IgnoreRules] = [:]
    /// Reported at the end of the batch of events that is being read.
    var immediate: Set<JobFolder> = []
    var changedFiles: Set<String> = []
    var mustRebuild = false
    private var timers: [JobFolder: (id: TimerID, deadline: MonotonicTime)] = [:]
    private var queueWatch: SystemLoop.WatchID?
    private var rescanTimer: TimerID?
    /// Nothing tells of changes: what is known may be as old as the last look.
    package private(set) var isPolling = false
    private var looks = 0

    /// `root` holds `continuous` and `triggered`; folders from `base` down to it may be replaced while it is watched.
    package init(
        root: String,
        base: String,
        files: [String] = [],
        loop: SystemLoop,
        clock: any TimeSource,
        report: @escaping (WatchReport) -> Void
    ) {
        self.root = root
        self.base = base
        self.files = files
        self.loop = loop
        self.clock = clock
        self.report = report
    }

    /// Begins to watch and reports everything once.
    ///
    /// Where nothing can be watched at all, it polls.
    package func start() {
        connect()
        scheduleRescan()
    }

    private func connect() {
        do throws(SystemError) {
            let inotify = try Inotify()
            queueWatch = try loop.watch(inotify.number) { [self] _ in drain() }
            self.inotify = inotify
        } catch {
            poll(because: error)
            report(.everything)
            return
        }
        rebuild()
    }

    /// Takes all events the kernel has queued, now.
    package func drain() {
        while let inotify {
            // A queue that cannot be read is a lost queue.
            guard let (events, isAll) = try? inotify.read() else {
                mustRebuild = true
                break
            }
            for event in events { take(event) }
            if isAll { break }
        }
        if mustRebuild { return rebuild() }
        for folder in immediate { settle(folder) }
        immediate.removeAll()
        for file in changedFiles { report(.file(file)) }
        changedFiles.removeAll()
    }

    /// Ends the wait of a folder that changed a moment ago; `true` when it was waiting.
    ///
    /// Nothing is reported.
    package func settleNow(_ folder: JobFolder) -> Bool {
        guard pending[folder]?.isPending == true else { return false }
        endWait(folder)
        return true
    }

    /// Whether the folder changed a moment ago and has not come to rest.
    package func isPending(_ folder: JobFolder) -> Bool {
        pending[folder]?.isPending == true
    }

    /// How changes of this job's folder are taken from now on.
    package func configure(_ folder: JobFolder, quietPeriod: Duration?, ignore: IgnoreRules) {
        if ignoreRules[folder] != ignore { ignoreRules[folder] = ignore }
        if pending[folder]?.setting != quietPeriod || pending[folder] == nil {
            pending[folder, default: QuietPeriod()].setting = quietPeriod
        }
    }

    package func stop() {
        for timer in timers.values { loop.cancel(timer.id) }
        timers.removeAll()
        if let rescanTimer { loop.cancel(rescanTimer) }
        if let queueWatch { loop.unwatch(queueWatch) }
        rescanTimer = nil
        queueWatch = nil
        inotify = nil
    }

    // MARK: waiting for quiet

    func note(_ change: QuietPeriod.Change, of folder: JobFolder) {
        pending[folder, default: QuietPeriod()].note(change, at: clock.monotonicTime())
        arm(folder)
    }

    private func arm(_ folder: JobFolder) {
        guard let deadline = pending[folder]?.deadline else { return }
        if let timer = timers[folder] {
            // A timer that comes too early sets itself again: cheaper than moving it with every event.
            guard deadline < timer.deadline else { return }
            loop.cancel(timer.id)
        }
        timers[folder] = (loop.schedule(at: deadline) { [self] in timerFired(folder) }, deadline)
    }

    private func timerFired(_ folder: JobFolder) {
        timers[folder] = nil
        guard let deadline = pending[folder]?.deadline else { return }
        guard deadline <= clock.monotonicTime() else { return arm(folder) }
        settle(folder)
    }

    private func settle(_ folder: JobFolder) {
        endWait(folder)
        report(.settled(folder))
    }

    private func endWait(_ folder: JobFolder) {
        if let timer = timers.removeValue(forKey: folder) { loop.cancel(timer.id) }
        pending[folder]?.settle()
        if !watched.contains(folder) { forget(folder) }
    }

    private func forget(_ folder: JobFolder) {
        pending[folder] = nil
        ignoreRules[folder] = nil
    }

    // MARK: everything

    private func rebuild() {
        mustRebuild = false
        immediate.removeAll()
        for watch in watched.removeAll() { inotify?.remove(watch) }
        do throws(SystemError) {
            try watchEverything()
            if isPolling { endPolling() }
        } catch {
            poll(because: error)
        }
        if !Folder.exists(root) { scheduleRebuild() }
        report(.everything)
    }

    /// What to do when a folder cannot be watched: look at it every few seconds, and say so.
    func poll(because error: SystemError) {
        guard !isPolling else { return }
        isPolling = true
        let advice =
            error.code == ENOSPC
            ? "the limit of watched folders is used up; raise it: sysctl fs.inotify.max_user_watches=524288"
            : "\(error)"
        report(
            .watchLimitReached(
                "\(advice). Until then jobs are looked at every \(Self.pollInterval.components.seconds) s"
            )
        )
        scheduleRescan()
    }

    private func endPolling() {
        isPolling = false
        looks = 0
        report(.watchingAgain)
        scheduleRescan()
    }

    private func scheduleRescan() {
        if let rescanTimer { loop.cancel(rescanTimer) }
        let interval = isPolling ? Self.pollInterval : Self.rescanInterval
        rescanTimer = loop.schedule(at: clock.monotonicTime() + interval) { [self] in
            rescan()
            scheduleRescan()
        }
    }

    /// Somebody may have raised the limit, as advised.
    private func rescan() {
        looks += 1
        guard isPolling, looks % Self.looksUntilRewatch == 0 else { return report(.everything) }
        if inotify == nil { connect() } else { rebuild() }
    }

    private func scheduleRebuild() {
        loop.schedule(at: clock.monotonicTime() + Self.retryInterval) { [self] in
            if inotify != nil { rebuild() }
        }
    }
}
