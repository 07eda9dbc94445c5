import JobModel
package import LinuxSystem

/// Tells when what some paths lead to may have changed: a file was written or replaced, or a link on the way to it.
///
/// It belongs to one ``SystemLoop`` and calls `onLook` there: when a change has come to rest, and once in a while in any
/// case, for file systems that do not tell of changes. What has changed, if anything, its owner finds out. It lives until
/// `stop`.
package final class FileWatcher {
    package struct Pace: Sendable, Hashable {
        /// A change has come to rest when nothing more came for so long: several files are seldom replaced in one step.
        package var quiet = Duration.milliseconds(500)
        /// Changes that do not come to rest are looked at after so long.
        package var patience = Duration.seconds(5)
        /// Between two looks without a change.
        package var look = Duration.seconds(30)

        package init() {}
    }

    private let paths: [String]
    private let loop: SystemLoop
    private let clock: any TimeSource
    private let pace: Pace
    private let onLook: () -> Void
    /// `nil` where the kernel has no more of them; the looks go on.
    private var inotify: Inotify?
    private var queueWatch: SystemLoop.WatchID?
    /// By the kernel's number of the watch: the folder, and the names in it that matter.
    private var watched: [Int32: (folder: String, names: Set<String>)] = [:]
    private var firstChange: MonotonicTime?
    private var timer: TimerID?

    /// `paths` are absolute.
    package init(
        paths: [String],
        loop: SystemLoop,
        clock: any TimeSource,
        pace: Pace = Pace(),
        onLook: @escaping () -> Void
    ) {
        self.paths = paths
        self.loop = loop
        self.clock = clock
        self.pace = pace
        self.onLook = onLook
    }

    /// Begins to watch, and looks once.
    package func start() {
        // Without it the looks are all there is.
        inotify = try? Inotify()
        if let inotify { queueWatch = try? loop.watch(inotify.number) { [self] _ in read() } }
        look()
    }

    /// Looks no more.
    package func stop() {
        if let timer { loop.cancel(timer) }
        timer = nil
        if let queueWatch { loop.unwatch(queueWatch) }
        queueWatch = nil
    }

    private func look() {
        firstChange = nil
        follow()
        schedule(at: clock.monotonicTime() + pace.look)
        onLook()
    }

    private func schedule(at deadline: MonotonicTime) {
        if let timer { loop.cancel(timer) }
        timer = loop.schedule(at: deadline) { [self] in look() }
    }

    /// Watches the folders that matter now.
    private func follow() {
        guard let inotify else { return }
        let folders = Dictionary(grouping: paths.flatMap { PathTrail($0).entries }, by: \.folder)
        let before = watched
        watched = [:]
        for (folder, entries) in folders {
            // One that is gone, or too many of all, is left to the next look.
            guard let watch = try? inotify.add(folder, Self.mask) else { continue }
            watched[watch] = (folder, Set(entries.map(\.name)))
        }
        for watch in before.keys where watched[watch] == nil { inotify.remove(watch) }
    }

    private static let mask: Inotify.Mask = [
        .created, .movedHere, .movedAway, .removed, .closedAfterWriting, .attributesChanged, .folderRemoved,
        .folderMoved,
    ]

    private func read() {
        var isChanged = false
        while let inotify {
            // A queue that cannot be read is a lost queue.
            guard let (events, isAll) = try? inotify.read() else {
                isChanged = true
                break
            }
            isChanged = events.contains(where: matters) || isChanged
            if isAll { break }
        }
        guard isChanged else { return }
        let now = clock.monotonicTime()
        let first = firstChange ?? now
        firstChange = first
        schedule(at: min(now + pace.quiet, first + pace.patience))
    }

    private func matters(_ event: Inotify.Event) -> Bool {
        if event.mask.contains(.overflow) { return true }
        guard let place = watched[event.watch] else { return false }
        return event.name.isEmpty ? !event.mask.isDisjoint(with: Self.ownEnd) : place.names.contains(event.name)
    }

    private static let ownEnd: Inotify.Mask = [.folderRemoved, .folderMoved, .watchEnded]
}
