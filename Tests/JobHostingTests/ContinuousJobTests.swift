import JobModel
import Testing

@testable import JobHosting

@Suite struct ContinuousJobTests {
    private let now = MonotonicTime(nanoseconds: 10_000_000_000)

    private func generation(_ digit: Character, _ revision: Int = 0) throws -> Generation {
        let version = try #require(TreeID(hexadecimal: String(repeating: digit, count: 40)))
        return Generation(version: version, environmentRevision: revision, secretRevisions: [])
    }

    @Test func `a job that is wanted starts, and starts only once`() throws {
        var job = ContinuousJob()
        let first = try generation("a")
        #expect(job.reconcile(.run(first), now: now) == .start(first))
        #expect(job.reconcile(.run(first), now: now) == nil)
    }

    @Test func `another version stops the running one and starts when that has ended`() throws {
        var job = ContinuousJob()
        let (first, second) = (try generation("a"), try generation("b"))
        _ = job.reconcile(.run(first), now: now)
        #expect(job.reconcile(.run(second), now: now) == .stop)
        #expect(job.reconcile(.run(second), now: now) == nil)
        #expect(job.ended(now: now, restartDelay: .seconds(60)) == nil)
        #expect(job.reconcile(.run(second), now: now) == .start(second))
    }

    @Test func `a version that comes back while the job stops starts again`() throws {
        var job = ContinuousJob()
        let (first, second) = (try generation("a"), try generation("b"))
        _ = job.reconcile(.run(first), now: now)
        _ = job.reconcile(.run(second), now: now)
        #expect(job.reconcile(.run(first), now: now) == nil)
        _ = job.ended(now: now, restartDelay: .zero)
        #expect(job.reconcile(.run(first), now: now) == .start(first))
    }

    @Test func `other settings of the site are another generation`() throws {
        var job = ContinuousJob()
        _ = job.reconcile(.run(try generation("a", 1)), now: now)
        #expect(job.reconcile(.run(try generation("a", 2)), now: now) == .stop)
    }

    @Test func `a job that ends by itself waits for the restart delay`() throws {
        var job = ContinuousJob()
        let first = try generation("a")
        _ = job.reconcile(.run(first), now: now)
        let due = now + .seconds(61)
        #expect(job.ended(now: now + .seconds(1), restartDelay: .seconds(60)) == .waitForRestart(until: due))
        #expect(job.reconcile(.run(first), now: now + .seconds(60)) == nil)
        #expect(job.reconcile(.run(first), now: due) == .start(first))
    }

    @Test func `a job that lived for two minutes starts again at once`() throws {
        var job = ContinuousJob()
        let first = try generation("a")
        _ = job.reconcile(.run(first), now: now)
        let end = now + ContinuousJob.longLife
        #expect(job.ended(now: end, restartDelay: .seconds(60)) == .waitForRestart(until: end))
        #expect(job.reconcile(.run(first), now: end) == .start(first))
    }

    @Test func `a change ends the waiting`() throws {
        var job = ContinuousJob()
        let (first, second) = (try generation("a"), try generation("b"))
        _ = job.reconcile(.run(first), now: now)
        _ = job.ended(now: now, restartDelay: .seconds(60))
        #expect(job.reconcile(.run(second), now: now) == .start(second))
    }

    @Test func `a request ends the waiting and stops what runs`() throws {
        var job = ContinuousJob()
        let first = try generation("a")
        #expect(job.restart() == nil)
        _ = job.reconcile(.run(first), now: now)
        #expect(job.restart() == .stop)
        #expect(job.restart() == nil)
        _ = job.ended(now: now, restartDelay: .seconds(60))
        _ = job.reconcile(.run(first), now: now)
        _ = job.ended(now: now, restartDelay: .seconds(60))
        #expect(job.restart() == nil)
        #expect(job.reconcile(.run(first), now: now) == .start(first))
    }

    @Test func `a stopped job stays known, a removed one is forgotten when it has ended`() throws {
        var job = ContinuousJob()
        let first = try generation("a")
        #expect(job.reconcile(.stopped, now: now) == nil)
        _ = job.reconcile(.run(first), now: now)
        #expect(job.reconcile(.absent, now: now) == .stop)
        #expect(job.reconcile(.absent, now: now) == nil)
        _ = job.ended(now: now, restartDelay: .zero)
        #expect(job.reconcile(.absent, now: now) == .forget)
    }

    @Test func `a job that waits is forgotten or stopped without a process`() throws {
        var job = ContinuousJob()
        _ = job.reconcile(.run(try generation("a")), now: now)
        _ = job.ended(now: now, restartDelay: .seconds(60))
        var other = job
        #expect(job.reconcile(.stopped, now: now) == nil)
        #expect(job.state == .idle)
        #expect(other.reconcile(.absent, now: now) == .forget)
    }
}
