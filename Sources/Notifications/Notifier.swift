package import JobModel
package import LinuxSystem
package import Logging
package import ProcessSupervision
import ServiceLifecycle
import Synchronization

/// Tells those who want to hear of it what happens on this host.
///
/// It listens to the host's events and holds none of them up. What is to be told lies in a file before it is sent, and
/// is sent again until it gets through or is given up, with a record of either.
package actor Notifier {
    /// What a notifier is made of.
    package struct Parts: Sendable {
        package let layout: HomeLayout
        package let instance: InstanceID
        package let events: HostEvents
        package let hooks: HookStore
        /// What the site's settings say now.
        package let policy: @Sendable () -> NotificationPolicy
        /// What commands are started with.
        package let environment: @Sendable () -> [String: String]
        package let runner: ToolRunner
        package let hostName: String
        package let clock: any TimeSource
        package let logger: Logger

        package init(
            layout: HomeLayout,
            instance: InstanceID,
            events: HostEvents,
            hooks: HookStore,
            policy: @escaping @Sendable () -> NotificationPolicy,
            environment: @escaping @Sendable () -> [String: String],
            runner: ToolRunner,
            hostName: String,
            clock: any TimeSource,
            logger: Logger
        ) {
            self.layout = layout
            self.instance = instance
            self.events = events
            self.hooks = hooks
            self.policy = policy
            self.environment = environment
            self.runner = runner
            self.hostName = hostName
            self.clock = clock
            self.logger = logger
        }
    }

    /// Messages on their way at the same time, each to another target.
    static let maximumFlights = 16
    /// Between two looks at what has happened: where much happens at once, whoever tells of it is not to wake this part
    /// each time.
    private static let gatherTime: Duration = .milliseconds(20)
    /// Threads for requests; commands need none.
    private static let sendingThreads = 4

    let parts: Parts
    let loop: SystemLoop
    let sending: BlockingExecutor
    var queue: DeliveryQueue
    var book: ThrottleBook
    let log: DeliveryLog
    /// Messages on their way, by the key of their target.
    var flights: [String: Task<Void, Never>] = [:]
    /// Targets that have failed a moment ago, and until when they are left alone.
    var resting: [String: Timestamp] = [:]
    var timer: TimerID?
    var toldFaults: [String] = []
    var isStopping = false
    private nonisolated let counts = Mutex<[DeliveryEntry.Status: Int]>([:])
    private nonisolated let listenURL = Mutex("http://127.0.0.1")

    package nonisolated var hooks: HookStore { parts.hooks }

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    package init(_ parts: Parts) throws(SystemError) {
        self.parts = parts
        loop = try SystemLoop(name: "nyala-notify")
        sending = try BlockingExecutor(name: "nyala-send", threads: Self.sendingThreads)
        let folder = parts.layout.notifications
        queue = DeliveryQueue(folder: "\(folder)/pending")
        book = ThrottleBook(path: "\(folder)/throttle.json")
        log = DeliveryLog(path: "\(folder)/log.jsonl")
    }

    /// Says where the API listens, for links in messages.
    package nonisolated func listens(at url: String) {
        listenURL.withLock { $0 = url }
    }

    nonisolated func base(_ policy: NotificationPolicy) -> String {
        policy.baseURL ?? listenURL.withLock(\.self)
    }

    // MARK: what others see

    /// Messages that wait or are on their way, oldest first.
    package var pending: [Delivery] { queue.pending }

    /// What became of messages, newest first.
    package func entries(limit: Int, of job: String? = nil) throws(SystemError) -> [DeliveryEntry] {
        try log.entries(limit: limit) { job == nil || $0.job == job }
    }

    /// What is wrong with the site's settings and hooks.
    package nonisolated var faults: [String] { parts.policy().faults + [hooks.fault].compactMap(\.self) }

    /// What became of attempts since the host's start.
    package nonisolated var tally: [DeliveryEntry.Status: Int] { counts.withLock(\.self) }

    /// Has somebody else see that this part goes on.
    package nonisolated func join(_ watch: LoopWatch) {
        watch.add("notify", loop.post)
    }
}

extension Notifier: Service {
    /// Runs until graceful shutdown; what happened until then is kept for the next host where it is not told yet.
    package func run() async throws {
        try prepare()
        dispatch()
        await withGracefulShutdownHandler {
            await listen()
        } onGracefulShutdown: {
            // Whoever publishes has stopped by now; what is left is still heard.
            self.parts.events.end()
        }
        await stop()
    }

    private func prepare() throws {
        let folder = parts.layout.notifications
        try Folder.create(folder, mode: 0o700)
        try Folder.removeTree(inputFolder)
        try Folder.create(inputFolder, mode: 0o700)
        for name in try queue.load() {
            parts.logger.warning("a message was damaged and is lost", metadata: ["path": "\(name)"])
        }
        do {
            try book.load()
        } catch {
            // At worst somebody is told a second time.
            parts.logger.warning("what was told is not known any more", metadata: ["error": "\(error)"])
        }
    }

    var inputFolder: String { "\(parts.layout.notifications)/input" }

    private func listen() async {
        var last = 0
        while let batch = await parts.events.next(after: last) {
            if batch.lost > 0 { record(DeliveryEntry(lost: batch.lost, at: parts.clock.wallTime())) }
            let policy = parts.policy()
            tellOfFaults(policy)
            for numbered in batch.events { take(numbered.event, policy) }
            last = batch.last
            dispatch()
            if batch.events.count < HostEvents.batchSize { await pause(Self.gatherTime) }
        }
    }

    private func pause(_ time: Duration) async {
        await withCheckedContinuation { continuation in
            loop.schedule(at: parts.clock.monotonicTime() + time) { continuation.resume() }
        }
    }

    /// A setting that is misunderstood is told of once, where its owner looks.
    private func tellOfFaults(_ policy: NotificationPolicy) {
        guard policy.faults != toldFaults else { return }
        toldFaults = policy.faults
        for fault in policy.faults {
            parts.logger.warning("a setting is not taken", metadata: ["error": "\(fault)"])
        }
    }

    private func stop() async {
        isStopping = true
        if let timer { loop.cancel(timer) }
        let tasks = Array(flights.values)
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    func record(_ entry: DeliveryEntry) {
        counts.withLock { $0[entry.status, default: 0] += 1 }
        do {
            try log.add(entry)
        } catch {
            parts.logger.error("the log of messages cannot be written", metadata: ["error": "\(error)"])
        }
        guard entry.status == .abandoned || entry.status == .dropped else { return }
        parts.logger.warning(
            "a message was not delivered",
            metadata: ["job": "\(entry.job ?? "")", "target": "\(entry.target)", "error": "\(entry.detail)"]
        )
    }
}
