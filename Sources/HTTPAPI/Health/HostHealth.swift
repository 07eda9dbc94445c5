import Accounts
import AuditTrail
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem
import LogForwarding
import NIOCore
import Notifications
import SiteSettings

/// How the host is, and why it is not better.
struct HostHealth: Sendable {
    enum State: String {
        case ok
        /// Something wants a person's attention; the host does all else.
        case degraded
        /// A loop of the host is stuck: it does not do its work.
        case failing
    }

    /// A disk with less than this is as good as full: 64 MiB.
    static let leastFreeBytes = 64 * 1024 * 1024
    /// And one on which fewer files than this can be made.
    static let leastFreeFiles = 1000

    /// A host that takes longer to tell how it is, is not well.
    static let patience = Duration.seconds(5)

    let state: State
    /// One sentence each; first those of the host itself, then of its jobs.
    let reasons: [String]
    /// How many of them are about the host itself.
    let hostReasonCount: Int

    /// Asks around; a host that is stuck is not waited for.
    ///
    /// `asksJobs`: for who knows the jobs already, only the host is asked about.
    init(_ services: APIServices, _ eventLoop: any EventLoop, asksJobs: Bool = true) async {
        let stuck = services.loops.stuck
        guard stuck.isEmpty else {
            state = .failing
            reasons = stuck.map { "the loop \"\($0)\" of the host is stuck" }
            hostReasonCount = reasons.count
            return
        }
        let host = services.host
        let answer = await Self.answer(within: Self.patience, eventLoop) {
            (await host.hostProblems(), asksJobs ? await host.reports() : [])
        }
        guard let (problems, reports) = answer else {
            state = .failing
            reasons = ["the host has not answered for \(Self.patience.components.seconds) s"]
            hostReasonCount = 1
            return
        }
        var reasons = problems
        if let problem = services.settings.problem { reasons.append(problem) }
        if let problem = services.authenticator.problem { reasons.append(problem) }
        if let problem = services.audit.problem { reasons.append(problem) }
        reasons += services.certificate?.problems(at: services.clock.wallTime()) ?? []
        reasons += services.notifier.faults
        reasons += services.logSinks.problems
        if let problem = Self.fullDisk(services.layout.home) { reasons.append(problem) }
        hostReasonCount = reasons.count
        for report in reports {
            for problem in report.problems where problem.severity == .problem {
                reasons.append("\(report.type.rawValue)/\(report.name): \(problem)")
            }
        }
        state = reasons.isEmpty ? .ok : .degraded
        self.reasons = reasons
    }

    /// What is wrong with the host itself.
    var hostReasons: [String] { Array(reasons.prefix(hostReasonCount)) }

    /// What the body returns; `nil` when it takes longer, and then it goes on without anybody waiting.
    static func answer<Result: Sendable>(
        within limit: Duration,
        _ eventLoop: any EventLoop,
        _ body: @escaping @Sendable () async -> Result
    ) async -> Result? {
        let (answers, continuation) = AsyncStream<Result?>.makeStream(bufferingPolicy: .bufferingOldest(1))
        Task { continuation.yield(await body()) }
        // A task that sleeps would keep its memory until its time has come, however soon the answer is there.
        let timer = eventLoop.scheduleTask(in: TimeAmount(limit)) { continuation.yield(nil) }
        defer { timer.cancel() }
        return await answers.first { _ in true } ?? nil
    }

    private static func fullDisk(_ home: String) -> String? {
        // A home that cannot be asked about has worse problems, which others tell of.
        guard let space = try? DiskSpace(at: home) else { return nil }
        if space.freeBytes < leastFreeBytes {
            return "the disk of \(home) is full: \(space.freeBytes / 1024) KiB are left"
        }
        if let files = space.freeFiles, files < leastFreeFiles {
            return "the disk of \(home) takes no more than \(files) files"
        }
        return nil
    }
}
