package import JobModel
package import LinuxSystem
import LogFollowing
package import Logging
package import ProcessSupervision
import ServiceLifecycle
import Synchronization

/// Sends the lines of all jobs' logs on to one receiver.
///
/// ```
///  jobs ──▶ logs (files) ──read──▶ batch ──▶ receiver
///             │ news                 │ taken
///             ▼                      ▼
///          backlog              PositionBook
/// ```
/// The files are the truth: nothing is kept in memory for a receiver that is away, and no job waits for one. What was taken
/// is in the book afterwards, so after the end of a host, however it came, lines come twice at worst.
package final class LogSink: Sendable {
    /// Between the first line after a silence and the sending, so that it does not go alone.
    static let gatherTime: Duration = .milliseconds(200)
    /// What is left when the host ends is sent for so long; the next host sends the rest.
    static let lastPatience: Duration = .seconds(2)
    /// Trouble that lasts for so long is shown as one of the host.
    static let shownAfter: Duration = .seconds(30)
    /// Jobs and their logs go first.
    private static let niceness: Int32 = 10

    /// Tells this sink of what is written; each log is opened with it before.
    package let news: LogNews
    let receiver: any LogReceiver
    private let book: PositionBook
    private let thread: BlockingExecutor
    private let clock: any TimeSource
    private let logger: Logger
    // Locked by the thread of the sink alone, so nobody ever waits for it.
    private let backlog = Mutex(LogBacklog())
    private let shown = Mutex(SinkTally())
    private let failures = Mutex(0)

    package init(
        _ receiver: any LogReceiver,
        layout: HomeLayout,
        clock: any TimeSource,
        logger: Logger
    ) throws(SystemError) {
        self.receiver = receiver
        self.clock = clock
        self.logger = logger
        let book = PositionBook(
            path: Self.bookPath(receiver.name, layout),
            logsBelow: "\(layout.data)/jobs"
        )
        self.book = book
        news = LogNews { book.open($0) }
        thread = try BlockingExecutor(name: "nyala-sink", threads: 1, niceness: Self.niceness)
    }

    static func bookPath(_ name: String, _ layout: HomeLayout) -> String {
        "\(layout.logSinks)/\(name).jsonl"
    }

    package var name: String { receiver.name }

    package var tally: SinkTally { shown.withLock(\.self) }

    /// What a person should know: one sentence each.
    package var problems: [String] {
        let tally = tally
        var problems = [book.problem].compactMap(\.self)
        if let failure = tally.failure, let since = tally.failingSince,
            clock.monotonicTime() - since >= Self.shownAfter
        {
            problems.append(
                "logs cannot be sent to \(receiver.address): \(failure); "
                    + "\(ByteSizeText.shown(tally.unreadBytes)) wait in the files"
            )
        }
        return problems
    }
}

extension LogSink: Service {
    package func run() async throws {
        // Reading, sending and waiting for answers block.
        await withTaskExecutorPreference(thread) {
            await cancelWhenGracefulShutdown { await self.follow() }
            self.finish()
        }
    }

    private func follow() async {
        // An earlier host may not have sent all of it.
        for log in book.logs { add(log, bytes: nil) }
        while !Task.isCancelled {
            if backlog.withLock(\.isEmpty) {
                await news.wait()
                await pause(Self.gatherTime)
            }
            hear()
            if let wait = send(isCancelled: { Task.isCancelled }) { await pause(wait) }
        }
    }

    private func pause(_ time: Duration) async {
        // Cancelled when the host ends.
        try? await Task.sleep(for: time)
    }

    /// All jobs are at their end, or nobody listens to them: what is in the logs is all there will be.
    private func finish() {
        let end = clock.monotonicTime() + Self.lastPatience
        let isLate: @Sendable () -> Bool = { [clock] in clock.monotonicTime() >= end }
        hear()
        while !isLate(), !backlog.withLock(\.isEmpty) {
            if send(isCancelled: isLate) != nil { return }
        }
    }

    // MARK: on the thread of the sink

    private func hear() {
        let batch = news.take()
        for tap in batch.written { add(tap.log, bytes: tap.take()) }
        for log in batch.closed {
            book.close(log)
            // Looked at once more, and forgotten.
            add(log, bytes: 0)
        }
        showUnread()
    }

    private func add(_ log: WrittenLog, bytes: Int?) {
        guard let lost = backlog.withLock({ $0.add(log, bytes: bytes) }) else { return }
        book.giveUp(lost.log)
        shown.withLock { $0.lostBytes += lost.unread ?? 0 }
        logger.warning(
            "a log is not sent: too many wait",
            metadata: ["sink": "\(name)", "path": "\(lost.log.path)", "bytes": "\(lost.unread ?? 0)"]
        )
    }

    /// Sends one batch; how long to wait after a failure.
    private func send(isCancelled: @Sendable () -> Bool) -> Duration? {
        var batch = LogBatch(receiver.limits)
        if let notice = shown.withLock(\.notice) {
            batch.add(LogRecord(notice: notice, of: nil, at: clock.wallTime()))
        }
        let notices = batch.records.count
        while !batch.isFull, let entry = backlog.withLock({ $0.next() }) {
            batch.read(entry, behind: book.position(of: entry.log), now: clock.wallTime())
        }
        guard batch.records.count > notices else {
            // Nothing new in any of them. What is to be said waits for company.
            take(batch.progress(after: 0))
            return nil
        }
        switch receiver.send(batch.records, isCancelled: isCancelled) {
        case .done(let refused, let reason):
            take(batch.progress(after: batch.records.count))
            taken(batch.records.count, notices: notices, refused: refused, reason)
            return nil
        case .failed(let count, let reason, let asked):
            take(batch.progress(after: count))
            taken(count, notices: min(notices, count), refused: 0, "")
            return isCancelled() ? .zero : failed(reason, asked)
        }
    }

    private func take(_ progress: [LogBatch.Progress]) {
        var lost: [(log: WrittenLog, bytes: Int)] = []
        for step in progress {
            if let place = step.place { book.advance(step.entry.log, to: place) }
            if step.lost > 0 { lost.append((step.entry.log, step.lost)) }
            if step.isAtEnd {
                backlog.withLock { $0.finish(step.entry.log) }
                book.finish(step.entry.log)
            } else {
                var entry = step.entry
                entry.unread = entry.unread.map { max(0, $0 - step.bytes - step.lost) }
                backlog.withLock { $0.putBack(entry) }
            }
        }
        for (log, bytes) in lost {
            shown.withLock { $0.lostBytes += bytes }
            logger.warning(
                "lines of a log were removed before they could be sent",
                metadata: ["sink": "\(name)", "path": "\(log.path)", "bytes": "\(bytes)"]
            )
        }
        showUnread()
    }

    private func showUnread() {
        let unread = backlog.withLock(\.unread)
        shown.withLock { $0.unreadBytes = unread }
    }

    private func taken(_ count: Int, notices: Int, refused: Int, _ reason: String) {
        guard count > 0 else { return }
        let before = shown.withLock { tally in
            defer {
                tally.failure = nil
                tally.failingSince = nil
                tally.sent += count - notices - min(refused, count - notices)
                if refused == 0, notices > 0 { tally.untold = 0 }
                tally.refuse(min(refused, count - notices), reason)
            }
            return tally
        }
        failures.withLock { $0 = 0 }
        // Each trouble once, however long it lasts.
        if before.failure != nil { logger.notice("logs are sent again", metadata: ["sink": "\(name)"]) }
        guard refused > 0, before.untold == 0 || before.refusal != reason else { return }
        logger.error(
            "lines were refused and are not sent again",
            metadata: [
                "sink": "\(name)", "address": "\(receiver.address)", "lines": "\(refused)", "error": "\(reason)",
            ]
        )
    }

    private func failed(_ reason: String, _ asked: Duration?) -> Duration {
        let now = clock.monotonicTime()
        let before = shown.withLock { tally in
            defer {
                tally.failure = reason
                tally.failingSince = tally.failingSince ?? now
            }
            return tally.failure
        }
        if before == nil {
            logger.warning(
                "logs cannot be sent",
                metadata: ["sink": "\(name)", "address": "\(receiver.address)", "error": "\(reason)"]
            )
        }
        let count = failures.withLock { count in
            count += 1
            return count
        }
        return SinkBackoff.wait(afterFailures: count, asked: asked, jitter: Double.random(in: 0...1))
    }
}
