import Glibc
package import JobModel
package import LinuxSystem

/// Starts one process and looks after its whole tree until nothing of it is left.
///
/// It lives on its owner's ``SystemLoop`` and is called only there; `onEnd` is called there once, after the last
/// process of the tree has gone.
package final class Supervisor {
    /// After a kill, the tree is looked at again this often.
    private static let killInterval: Duration = .milliseconds(100)

    package let processID: Int32
    package let startTime: Timestamp

    private let loop: SystemLoop
    private let clock: any TimeSource
    private let tree: any ProcessTree
    private var process: SpawnedProcess
    /// `nil` when the process is known to execute.
    private var start: SpawnStart?
    /// How late a process that was held went on to its program; known when it is confirmed.
    package private(set) var lateness: Duration?
    private let order: StopOrder
    private let onEnd: (ProcessEnd) -> Void
    private var state = SupervisionState()
    private var exitWatch: SystemLoop.WatchID?
    private var graceTimer: TimerID?
    private var exit: (ProcessExit, Timestamp)?
    private var wasKilled = false
    private var isDiscarded = false
    private var usage = ProcessUsage()
    private var limitWatch: TreeLimitWatch?
    private var limitsOfHeld: WatchedLimits?
    private var breach: LimitBreach?
    /// With whom it outlives this host; `nil` for a process that does not.
    private let keeping: (keeper: Keeper, token: Keeper.Token)?

    /// Lets the process begin; `confirmStart` must follow, on the loop and before it sleeps.
    ///
    /// `order` says how it will be stopped, whoever asks; `limits` what to look after besides the kernel. A process that
    /// is `kept` outlives this host, and `release` must follow its end.
    package init(
        _ request: SpawnRequest,
        tree: any ProcessTree,
        order: StopOrder,
        limits: WatchedLimits = WatchedLimits(),
        kept: KeptStart? = nil,
        loop: SystemLoop,
        clock: any TimeSource,
        onEnd: @escaping (ProcessEnd) -> Void
    ) throws(SpawnError) {
        self.loop = loop
        self.clock = clock
        self.tree = tree
        self.order = order
        self.onEnd = onEnd
        keeping = try kept?.begin(request, order)
        var request = request
        request.limits.mark = tree.mark
        request.isSibling = kept != nil
        let start = SpawnStart(request)
        do throws(SpawnError) {
            process = try SpawnedProcess(start)
        } catch {
            if let keeping { keeping.keeper.drop(keeping.token) }
            throw error
        }
        self.start = start
        processID = process.processID
        startTime = clock.wallTime()
        if let keeping {
            keeping.keeper.isBorn(keeping.token, processID)
            start.release()
            // The keeper tells of its end; only another user's process may need a signal on its way to its program.
            if request.user == nil { process.letGo() }
            awaitKeeper()
            watchFromStart(limits, request)
            return
        }
        do throws(SystemError) {
            exitWatch = try loop.watch(process.descriptor.number) { [self] _ in leaderMayHaveExited() }
            start.release()
            watchFromStart(limits, request)
        } catch {
            // Without a watch its end would never be seen: better no process than an unsupervised one.
            tree.kill(leader: processID)
            throw SpawnError(program: request.program, directory: request.directory, stage: 0, code: error.code)
        }
    }

    /// Takes over a process that an earlier host started; `takeUp` must follow.
    package init(
        adopting kept: KeptProcess,
        _ processID: Int32,
        of keeper: Keeper,
        startTime: Timestamp,
        tree: any ProcessTree,
        order: StopOrder,
        loop: SystemLoop,
        clock: any TimeSource,
        onEnd: @escaping (ProcessEnd) -> Void
    ) {
        self.loop = loop
        self.clock = clock
        self.tree = tree
        self.order = order
        self.onEnd = onEnd
        self.processID = processID
        self.startTime = startTime
        process = SpawnedProcess(sibling: processID)
        keeping = (keeper, kept.token)
    }

    /// Goes on with an adopted process and its limits, or with its end.
    package func takeUp(_ exit: KeptExit?, _ limits: WatchedLimits) {
        if let exit { return leaderHasExited(exit) }
        awaitKeeper()
        watch(limits)
    }

    /// To be called, on any thread, when the end of a kept process is on record: then nobody else need hear of it.
    package var release: @Sendable () -> Void {
        guard let (keeper, token) = keeping else { return {} }
        return { keeper.drop(token) }
    }

    private func awaitKeeper() {
        guard let keeping else { return }
        let handler = LoopHandler { [self] exit in leaderHasExited(exit) }
        keeping.keeper.onExit(of: keeping.token) { handler.call($0) }
    }

    private func leaderHasExited(_ kept: KeptExit) {
        guard exit == nil else { return }
        exit = (kept.exit, kept.time)
        // As with a child of our own: a peak that is not above ours may be ours, in which it began.
        let peak = kept.peakMemory > OwnMemory.peak ? kept.peakMemory : nil
        usage = ProcessUsage(processorTime: kept.processorTime, peakMemory: peak)
        handle(.leaderExited)
    }

    /// Waits until the program executes.
    ///
    /// One that cannot be executed is an error; then nothing is left to supervise, and `onEnd` is never called.
    package func confirmStart() throws(SpawnError) {
        guard let start else { return }
        self.start = nil
        do throws(SpawnError) {
            try process.confirm(start)
            lateness = start.lateness
            if let limitsOfHeld, exit == nil { watch(limitsOfHeld) }
            limitsOfHeld = nil
            // The keeper tells of its end.
            if keeping != nil { process.letGo() }
        } catch {
            if let exitWatch { loop.unwatch(exitWatch) }
            exitWatch = nil
            limitWatch?.cancel()
            release()
            throw error
        }
    }

    /// Whether it is held, or on its way to its program.
    package var isOnItsWay: Bool { start?.isUnderWay == true }

    /// A process that is held has the host's memory until it executes its program, and uses nothing.
    private func watchFromStart(_ limits: WatchedLimits, _ request: SpawnRequest) {
        if request.heldUntil == nil { watch(limits) } else { limitsOfHeld = limits }
    }

    private func watch(_ limits: WatchedLimits) {
        guard !limits.isEmpty else { return }
        limitWatch = TreeLimitWatch(limits, tree: tree, leader: processID, loop: loop, clock: clock) {
            [unowned self] breach in
            self.breach = breach
            // At once: what takes more than its share would go on during a grace.
            handle(.stopAsked)
            handle(.graceOver)
        }
    }

    /// Asks the tree to stop and sees to it; repeating it changes nothing.
    package func stop() {
        handle(.stopAsked)
    }

    /// Kills a process that is held and not to begin any more; `false` for one that is not held, or whose moment has come.
    package func discard() -> Bool {
        guard start?.retract() == true else { return false }
        isDiscarded = true
        handle(.stopAsked)
        handle(.graceOver)
        return true
    }

    /// Whether a process that lives is one of those that came from this start.
    package func owns(_ process: Int32) -> Bool {
        tree.contains(process, leader: processID)
    }

    /// What the tree has used of the processors; only a difference tells something.
    package var processorTime: Duration {
        tree.processorTime(leader: processID)
    }

    /// What tells, on any thread, how much the tree uses.
    package var meter: TreeMeter {
        tree.meter(leader: processID)
    }

    /// Whether the process has exited, even if its end was not dealt with yet.
    package var hasExited: Bool {
        exit != nil || process.hasEnded
    }

    package var isStopping: Bool {
        state.phase != .running
    }

    private func handle(_ event: SupervisionState.Event) {
        guard let action = state.handle(event) else { return }
        switch action {
        case .askToStop:
            writeShutdownFile()
            tree.signal(order.signal, leader: processID)
            armTimer(after: order.grace)
        case .askRestToStop:
            if tree.isEmpty(leader: processID) { return handle(.treeEmptied) }
            writeShutdownFile()
            tree.signal(order.signal, leader: processID)
            armTimer(after: order.grace)
            watchRest()
        case .watchRest:
            watchRest()
        case .kill:
            wasKilled = true
            tree.kill(leader: processID)
            armTimer(after: Self.killInterval)
            if exit != nil { checkRest() }
        case .reportEnd:
            finish()
        }
    }

    private func leaderMayHaveExited() {
        do throws(SystemError) {
            guard let (status, used) = try process.collectWithUsage() else { return }
            exit = (status, clock.wallTime())
            usage = used
        } catch {
            // Only this supervisor collects this child, so the status cannot have been taken; if the kernel says so all
            // the same, the process is gone and its code unknown.
            exit = (.signal(0), clock.wallTime())
        }
        if let exitWatch { loop.unwatch(exitWatch) }
        exitWatch = nil
        handle(.leaderExited)
    }

    private func watchRest() {
        // Mostly nobody is left.
        if tree.isEmpty(leader: processID) { return handle(.treeEmptied) }
        tree.watchForEmpty(leader: processID, on: loop) { [self] in checkRest() }
        checkRest()
    }

    private func checkRest() {
        if tree.isEmpty(leader: processID) { handle(.treeEmptied) }
    }

    private func armTimer(after delay: Duration) {
        if let graceTimer { loop.cancel(graceTimer) }
        graceTimer = loop.schedule(at: clock.monotonicTime() + delay) { [self] in handle(.graceOver) }
    }

    private func finish() {
        if let graceTimer { loop.cancel(graceTimer) }
        graceTimer = nil
        limitWatch?.cancel()
        // Before the group goes that knows it.
        let (used, breach) = (tree.usage(usage), breach ?? tree.breach)
        tree.endWatch(on: loop)
        guard let (status, time) = exit else { preconditionFailure("a tree ends after its leader") }
        onEnd(ProcessEnd(exit: status, time: time, wasKilled: wasKilled, usage: used, breach: breach))
    }

    private func writeShutdownFile() {
        // One that is discarded reads nothing, and another start may have the same file.
        guard !isDiscarded, let path = order.shutdownFile else { return }
        // Its appearance is the message and the signal says the same: a full disk must not keep a job from being stopped.
        // Somebody may have tidied up its folder since the start.
        try? Folder.create(path.pathAbove)
        guard let file = try? Descriptor.open(path, O_WRONLY | O_CREAT) else { return }
        try? file.write(Array(clock.wallTime().description.utf8))
    }
}

/// What is to outlive this host with a process that is about to start.
package struct KeptStart {
    let keeper: Keeper
    let note: [UInt8]
    let descriptors: [SharedDescriptor]

    /// `note`: what the next host needs to know; the descriptors: what must stay open.
    package init(with keeper: Keeper, note: [UInt8], _ descriptors: [SharedDescriptor]) {
        self.keeper = keeper
        self.note = note
        self.descriptors = descriptors
    }

    fileprivate func begin(
        _ request: SpawnRequest,
        _ order: StopOrder
    ) throws(SpawnError) -> (keeper: Keeper, token: Keeper.Token) {
        do throws(SystemError) {
            return (keeper, try keeper.keep(note: note, descriptors, order: order))
        } catch {
            throw SpawnError(program: request.program, directory: request.directory, stage: 0, code: error.code)
        }
    }
}

/// Carries a handler of the loop's own thread through the keeper, which calls it on that same thread.
private struct LoopHandler: @unchecked Sendable {
    // Made and called on the loop's thread only: the keeper listens there.
    let call: (KeptExit) -> Void

    init(_ call: @escaping (KeptExit) -> Void) {
        self.call = call
    }
}
