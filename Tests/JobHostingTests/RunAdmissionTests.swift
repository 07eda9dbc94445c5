import Testing

@testable import JobHosting
@testable import JobModel

@Suite struct RunAdmissionTests {
    struct Case: Sendable {
        let policy: ConcurrencySettings.Policy
        var parallel: Int?
        var queue = 10
        let active: Int
        let queued: Int
        var isLockFree = true
        let expected: @Sendable (JobName) -> RunAdmission.Decision
    }

    private static let cases: [Case] = [
        Case(policy: .forbid, active: 0, queued: 0) { _ in .begin },
        Case(policy: .forbid, active: 1, queued: 0) { _ in .refuse(.alreadyRunning) },
        Case(policy: .forbid, active: 0, queued: 0, isLockFree: false) { _ in .wait },
        Case(policy: .forbid, active: 0, queued: 1, isLockFree: false) { .refuse(.waitingForLock($0, "db")) },
        // Its own run has the lock.
        Case(policy: .forbid, active: 1, queued: 0, isLockFree: false) { _ in .refuse(.alreadyRunning) },
        // `max_parallel` is not for jobs whose runs exclude each other.
        Case(policy: .forbid, parallel: 5, active: 1, queued: 0) { _ in .refuse(.alreadyRunning) },
        Case(policy: .queue, active: 0, queued: 0) { _ in .begin },
        Case(policy: .queue, active: 1, queued: 0) { _ in .wait },
        Case(policy: .queue, active: 1, queued: 9) { _ in .wait },
        Case(policy: .queue, active: 1, queued: 10) { .refuse(.queueFull($0, 10)) },
        Case(policy: .queue, queue: 1, active: 1, queued: 1) { .refuse(.queueFull($0, 1)) },
        Case(policy: .queue, parallel: 3, active: 2, queued: 0) { _ in .begin },
        Case(policy: .queue, parallel: 3, active: 3, queued: 0) { _ in .wait },
        // There is room, but others came first.
        Case(policy: .queue, active: 0, queued: 1) { _ in .wait },
        Case(policy: .queue, active: 0, queued: 0, isLockFree: false) { _ in .wait },
        Case(policy: .replace, active: 0, queued: 0) { _ in .begin },
        Case(policy: .replace, active: 1, queued: 0) { _ in .replace },
        Case(policy: .replace, active: 1, queued: 1) { _ in .replace },
        Case(policy: .replace, active: 0, queued: 0, isLockFree: false) { _ in .replace },
        Case(policy: .allow, active: 9, queued: 0) { _ in .begin },
        Case(policy: .allow, active: 10, queued: 0) { .refuse(.tooManyRunning($0, 10)) },
        Case(policy: .allow, parallel: 2, active: 2, queued: 0) { .refuse(.tooManyRunning($0, 2)) },
        Case(policy: .allow, parallel: 2, active: 0, queued: 1, isLockFree: false) { _ in .wait },
        Case(policy: .allow, parallel: 2, active: 0, queued: 2, isLockFree: false) {
            .refuse(.waitingForLock($0, "db"))
        },
    ]

    @Test(arguments: cases.indices)
    func `each wish has one answer`(index: Int) throws {
        let row = Self.cases[index]
        let job = try JobName("job")
        var settings = ConcurrencySettings(policy: row.policy, maximumParallel: row.parallel, maximumQueue: row.queue)
        if !row.isLockFree { settings.lock = "db" }
        let admission = RunAdmission(
            job: job,
            settings: settings,
            activeCount: row.active,
            queuedCount: row.queued,
            isLockFree: row.isLockFree
        )
        #expect(admission.decision == row.expected(job), "row \(index)")
    }
}
