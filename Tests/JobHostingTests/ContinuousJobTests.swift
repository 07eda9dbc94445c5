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
        #expect(job.ended(now: now, .startAgain(after: .seconds(60))) == nil)
        #expect(job.reconcile(.run(second), now: now) == .start(second))
    }

    @Test func `a version that comes back while the job stops starts again`() throws {
        var job = ContinuousJob()
        let (first, second) = (try generation("a"), try generation("b"))
        _ = job.reconcile(.run(first), now: now)
        _ = job.reconcile(.run(second), now: now)
        #expect(job.reconcile(.run(first), now: now) == nil)
        _ = job.ended(now: now, .startAgain(after: .zero))
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
        #expect(job.ended(now: now + .seconds(1), .startAgain(after: .seconds(60))) == .waitForRestart(until: due))
        #expect(job.reconcile(.run(first), now: now + .seconds(60)) == nil)
        #expect(job.reconcile(.run(first), now: due) == .start(first))
    }

    @Test func `a job that is not to be started again rests until it changes`() throws {
        var job = ContinuousJob()
        let (first, second) = (try generation("a"), try generation("b"))
        _ = job.reconcile(.run(first), now: now)
        #expect(job.ended(now: now, .rest(.refused)) == .rest(.refused))
        #expect(job.reconcile(.run(first), now: now + .seconds(100_000)) == nil)
        #expect(job.state == .resting(first, .refused))
        #expect(job.reconcile(.run(second), now: now) == .start(second))
    }

    @Test func `a request starts a job that rests, and so does one to start it`() throws {
        let first = try generation("a")
        for isRestart in [true, false] {
            var job = ContinuousJob()
            _ = job.reconcile(.run(first), now: now)
            _ = job.ended(now: now, .rest(.policy(.never)))
            if isRestart { #expect(job.restart() == nil) } else { job.endRest() }
            #expect(job.reconcile(.run(first), now: now) == .start(first))
        }
    }

    @Test func `a request to start leaves what waits or runs as it is`() throws {
        var job = ContinuousJob()
        let first = try generation("a")
        _ = job.reconcile(.run(first), now: now)
        job.endRest()
        #expect(job.state == .running(first, since: now))
        _ = job.ended(now: now, .startAgain(after: .seconds(60)))
        job.endRest()
        #expect(job.reconcile(.run(first), now: now) == nil)
    }

    @Test func `a job that rests is stopped or forgotten without a process`() throws {
        var job = ContinuousJob()
        _ = job.reconcile(.run(try generation("a")), now: now)
        _ = job.ended(now: now, .rest(.gaveUp(failures: 3)))
        var other = job
        #expect(job.reconcile(.stopped, now: now) == nil)
        #expect(job.state == .idle)
        #expect(other.reconcile(.absent, now: now) == .forget)
    }

    @Test func `the end of a job that was asked to stop is followed by nothing`() throws {
        var job = ContinuousJob()
        _ = job.reconcile(.run(try generation("a")), now: now)
        _ = job.reconcile(.stopped, now: now)
        #expect(job.ended(now: now, .rest(.refused)) == nil)
        #expect(job.state == .idle)
    }

    @Test func `a change ends the waiting`() throws {
        var job = ContinuousJob()
        let (first, second) = (try generation("a"), try generation("b"))
        _ = job.reconcile(.run(first), now: now)
        _ = job.ended(now: now, .startAgain(after: .seconds(60)))
        #expect(job.reconcile(.run(second), now: now) == .start(second))
    }

    @Test func `a request ends the waiting and stops what runs`() throws {
        var job = ContinuousJob()
        let first = try generation("a")
        #expect(job.restart() == nil)
        _ = job.reconcile(.run(first), now: now)
        #expect(job.restart() == .stop)
        #expect(job.restart() == nil)
        _ = job.ended(now: now, .startAgain(after: .seconds(60)))
        _ = job.reconcile(.run(first), now: now)
        _ = job.ended(now: now, .startAgain(after: .seconds(60)))
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
        _ = job.ended(now: now, .startAgain(after: .zero))
        #expect(job.reconcile(.absent, now: now) == .forget)
    }

    @Test func `a job that waits is forgotten or stopped without a process`() throws {
        var job = ContinuousJob()
        _ = job.reconcile(.run(try generation("a")), now: now)
        _ = job.ended(now: now, .startAgain(after: .seconds(60)))
        var other = job
        #expect(job.reconcile(.stopped, now: now) == nil)
        #expect(job.state == .idle)
        #expect(other.reconcile(.absent, now: now) == .forget)
    }
}
