import JobModel
import LinuxSystem
import ProcessSupervision
import Testing

@testable import JobHosting

@Suite struct RunConclusionTests {
    struct Case: Sendable {
        let exit: ProcessExit
        var stop: RunCause?
        var reason: String?
        var wasKilled = false
        var successCodes = [0]
        let outcome: RunOutcome
        let cause: RunCause
        var detail: String?
    }

    static let killed = "it did not stop in its stopping_wait_time and was killed"

    @Test(arguments: [
        Case(exit: .code(0), outcome: .success, cause: .exit),
        Case(exit: .code(3), outcome: .failed, cause: .exit),
        Case(exit: .code(3), successCodes: [0, 3], outcome: .success, cause: .exit),
        Case(exit: .code(0), successCodes: [3], outcome: .failed, cause: .exit),
        Case(exit: .signal(9), outcome: .failed, cause: .signal),
        Case(exit: .code(0), stop: .user, outcome: .stopped, cause: .user),
        Case(exit: .signal(15), stop: .shutdown, outcome: .stopped, cause: .shutdown),
        Case(exit: .signal(9), stop: .user, wasKilled: true, outcome: .stopped, cause: .user, detail: killed),
        Case(exit: .signal(15), stop: .timeout, reason: "r", outcome: .failed, cause: .timeout, detail: "r"),
        Case(exit: .code(0), stop: .idleTimeout, reason: "r", outcome: .failed, cause: .idleTimeout, detail: "r"),
        Case(
            exit: .signal(9),
            stop: .timeout,
            reason: "r",
            wasKilled: true,
            outcome: .failed,
            cause: .timeout,
            detail: "r; \(killed)"
        ),
    ])
    func `every end has an outcome, a cause and where needed a sentence`(_ row: Case) throws {
        let end = ProcessEnd(exit: row.exit, time: Timestamp(seconds: 5), wasKilled: row.wasKilled)
        var record = RunRecord(
            id: RunID(start: Timestamp(seconds: 1)),
            job: try JobName("job"),
            request: RunRequest(trigger: ""),
            version: nil,
            start: Timestamp(seconds: 1)
        )
        RunConclusion(end: end, stopCause: row.stop, stopReason: row.reason, successCodes: row.successCodes)
            .conclude(&record)
        #expect(record.outcome == row.outcome)
        #expect(record.cause == row.cause)
        #expect(record.detail == row.detail)
        #expect(record.end == Timestamp(seconds: 5))
        #expect((RunConclusion.sentence(record) == nil) == (row.outcome == .success))
    }
}
