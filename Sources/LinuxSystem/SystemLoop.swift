import CLinux
import Glibc
package import JobModel
import Synchronization

/// One thread that waits for descriptors and timers and runs the jobs of the actors bound to it.
///
/// An actor whose executor is a loop shares its thread with the loop's handlers: an event reaches the actor's state
/// without a switch of threads, and nothing needs a lock. The thread lives as long as the process, which the kernel's
/// death signal for children asks of the thread that starts them. Nothing run here may block for long.
///
/// `watch`, `unwatch`, `schedule` and `cancel` are for code that runs on the loop; `post` and `enqueue` for anyone.
package final class SystemLoop: SerialExecutor {
    /// What a watched descriptor reports.
    package struct Events: OptionSet, Sendable {
        package let rawValue: UInt32

        package init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        package static let readable = Events(rawValue: NYALA_EPOLL_IN)
        package static let writable = Events(rawValue: NYALA_EPOLL_OUT)
        package static let urgent = Events(rawValue: NYALA_EPOLL_PRI)
        package static let failed = Events(rawValue: NYALA_EPOLL_ERR)
        package static let hungUp = Events(rawValue: NYALA_EPOLL_HUP)
        /// Asks for a report of what is new only, not of all that is there.
        package static let news = Events(rawValue: NYALA_EPOLL_EDGE)
    }

    package struct WatchID: Sendable, Hashable {
        fileprivate let number: UInt64
    }

    private struct Inbox {
        var jobs: [UnownedJob] = []
        var blocks: [@Sendable () -> Void] = []
        var isAsleep = false
    }

    private static let wakeToken: UInt64 = 0
    private static let alarmToken: UInt64 = 1
    /// Times that a full buffer of events is dealt with before timers are looked at again.
    private static let maximumEventPasses = 16
    /// Waits up to this are exact as they are; the kernel lets longer ones be late by a thousandth, a job that runs each
    /// minute by 60 ms.
    private static let exactWait: Duration = .milliseconds(20)
    /// Timers run this long before events are looked at again.
    private static let timerTurn: Duration = .milliseconds(100)

    private let epoll: Descriptor
    private let wakeUp: Descriptor
    private let inbox = Mutex(Inbox())
    private let thread = Mutex<pthread_t?>(nil)

    // The five below are touched by the loop's own thread only: every method that reads or writes them first checks
    // that it runs there (`precondition(isCurrent)`), hence no lock.
    nonisolated(unsafe) private var handlers: [UInt64: (descriptor: Int32, handler: (Events) -> Void)] = [:]
    nonisolated(unsafe) private var timers = TimerHeap()
    nonisolated(unsafe) private var lastToken = alarmToken
    nonisolated(unsafe) private var turnCount: UInt64 = 0
    /// For waits that must not be late by a part of themselves.
    nonisolated(unsafe) private let alarm: Alarm

    /// Starts the thread; it never ends.
    ///
    /// `niceness` above 0 lets other threads go first, up to 19.
    package init(name: String, niceness: Int32 = 0) throws(SystemError) {
        epoll = Descriptor(owning: try check("epoll_create") { nyala_epoll_create() })
        wakeUp = Descriptor(owning: try check("eventfd") { nyala_eventfd() })
        alarm = try Alarm()
        let (epollNumber, wakeNumber, alarmNumber) = (epoll.number, wakeUp.number, alarm.number)
        try check("epoll_ctl") {
            nyala_epoll_control(epollNumber, 1, wakeNumber, NYALA_EPOLL_IN, Self.wakeToken)
        }
        // Its news are enough: nobody reads how often it went off.
        try check("epoll_ctl") {
            nyala_epoll_control(epollNumber, 1, alarmNumber, NYALA_EPOLL_IN | NYALA_EPOLL_EDGE, Self.alarmToken)
        }
        let start = ThreadStart(name: name, niceness: niceness) { [self] in
            thread.withLock { $0 = pthread_self() }
            run()
        }
        try start.launch()
    }

    // MARK: work for the loop

    /// Runs the block on the loop's thread, after everything posted before it.
    package func post(_ block: @escaping @Sendable () -> Void) {
        let mustWake = inbox.withLock { inbox in
            inbox.blocks.append(block)
            return Self.takeSleep(&inbox)
        }
        if mustWake { wake() }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let mustWake = inbox.withLock { inbox in
            inbox.jobs.append(job)
            return Self.takeSleep(&inbox)
        }
        if mustWake { wake() }
    }

    package func checkIsolated() {
        precondition(isCurrent, "this belongs to the loop's thread")
    }

    package func isIsolatingCurrentContext() -> Bool? {
        isCurrent
    }

    // MARK: descriptors

    /// Calls the handler on the loop's thread whenever the descriptor has one of the events; the caller keeps the
    /// descriptor open until after `unwatch`.
    package func watch(
        _ descriptor: Int32,
        for events: Events = .readable,
        handler: @escaping (Events) -> Void
    ) throws(SystemError) -> WatchID {
        precondition(isCurrent)
        lastToken += 1
        let token = lastToken
        let epollNumber = epoll.number
        try check("epoll_ctl") { nyala_epoll_control(epollNumber, 1, descriptor, events.rawValue, token) }
        handlers[token] = (descriptor, handler)
        return WatchID(number: token)
    }

    package func unwatch(_ id: WatchID) {
        precondition(isCurrent)
        guard let entry = handlers.removeValue(forKey: id.number) else { return }
        // Fails only for a descriptor that is already closed, which ends its watch as well.
        _ = nyala_epoll_control(epoll.number, 2, entry.descriptor, 0, 0)
    }

    // MARK: timers

    /// Calls the handler once, at or soon after the deadline.
    @discardableResult
    package func schedule(at deadline: MonotonicTime, handler: @escaping () -> Void) -> TimerID {
        precondition(isCurrent)
        return timers.insert(deadline, handler)
    }

    package func cancel(_ timer: TimerID) {
        precondition(isCurrent)
        timers.remove(timer)
    }

    /// How often something was run here: blocks, jobs of actors, handlers of descriptors and timers.
    package var turns: UInt64 {
        precondition(isCurrent)
        return turnCount
    }

    package var isCurrent: Bool {
        thread.withLock { thread in
            guard let thread else { return false }
            return pthread_equal(thread, pthread_self()) != 0
        }
    }

    // MARK: the thread

    /// What a turn needs room for, kept from one to the next.
    private struct Workspace {
        var events = [nyala_epoll_event](repeating: nyala_epoll_event(), count: 64)
        var jobs: [UnownedJob] = []
        var blocks: [@Sendable () -> Void] = []
    }

    private func run() -> Never {
        let clock = SystemClock()
        var workspace = Workspace()
        while true { turn(&workspace, clock) }
    }

    /// Never inlined: from a function without an end the compiler leaves out the release of what its last turn held,
    /// and each turn would leave a kilobyte behind.
    @inline(never)
    private func turn(_ workspace: inout Workspace, _ clock: SystemClock) {
        inbox.withLock { inbox in
            swap(&inbox.jobs, &workspace.jobs)
            swap(&inbox.blocks, &workspace.blocks)
        }
        for block in workspace.blocks {
            turnCount &+= 1
            block()
        }
        for job in workspace.jobs {
            turnCount &+= 1
            job.runSynchronously(on: asUnownedSerialExecutor())
        }
        workspace.blocks.removeAll(keepingCapacity: true)
        workspace.jobs.removeAll(keepingCapacity: true)
        runTimers(clock)
        let capacity = Int32(workspace.events.count)
        var count = nyala_epoll_wait(epoll.number, &workspace.events, capacity, timeout(clock))
        inbox.withLock { $0.isAsleep = false }
        var passes = 0
        while count > 0 {
            for event in workspace.events[..<Int(count)] { dispatch(event) }
            // Timers that take all their time must not let events pile up: as many as there are have their turn.
            passes += 1
            guard count == capacity, passes < Self.maximumEventPasses else { break }
            count = nyala_epoll_wait(epoll.number, &workspace.events, capacity, 0)
        }
    }

    /// Runs what is due, for one turn: where thousands of timers come at once, ends of processes and requests must not
    /// wait for the last of them.
    private func runTimers(_ clock: SystemClock) {
        let start = clock.monotonicTime()
        var now = start
        // A handler may set timers, so each is taken out of the heap before it runs.
        while now - start < Self.timerTurn, let handler = timers.takeDue(now) {
            turnCount &+= 1
            handler()
            now = clock.monotonicTime()
        }
    }

    /// Nanoseconds to sleep: none while work waits, else until the next timer, else for ever or until the alarm.
    private func timeout(_ clock: SystemClock) -> Int64 {
        let mayWait = inbox.withLock { inbox in
            inbox.isAsleep = inbox.jobs.isEmpty && inbox.blocks.isEmpty
            return inbox.isAsleep
        }
        guard mayWait else { return 0 }
        guard let deadline = timers.nextDeadline else { return -1 }
        let wait = max(.zero, deadline - clock.monotonicTime())
        guard wait > Self.exactWait else { return wait.inNanoseconds }
        alarm.set(deadline, in: wait)
        return -1
    }

    private func dispatch(_ event: nyala_epoll_event) {
        guard event.token != Self.wakeToken else {
            var count: UInt64 = 0
            _ = read(wakeUp.number, &count, 8)
            return
        }
        // Timers have their turn at once.
        guard event.token != Self.alarmToken else { return alarm.wentOff() }
        turnCount &+= 1
        // A handler that ran just before may have ended this watch.
        handlers[event.token]?.handler(Events(rawValue: event.events))
    }

    private static func takeSleep(_ inbox: inout Inbox) -> Bool {
        defer { inbox.isAsleep = false }
        return inbox.isAsleep
    }

    private func wake() {
        var one: UInt64 = 1
        _ = write(wakeUp.number, &one, 8)
    }
}
