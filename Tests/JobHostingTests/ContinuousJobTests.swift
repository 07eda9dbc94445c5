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

    // MARK: readiness

    private static let ready = ContinuousJob.Terms(awaitsReady: true)
    private static let overlap = ContinuousJob.Terms(awaitsReady: true, overlaps: true)

    @Test func `a job that must show that it is ready runs only then`() throws {
        var job = ContinuousJob()
        let first = try generation("a")
        #expect(job.reconcile(.run(first), now: now, Self.ready) == .start(first))
        #expect(job.state == .starting(first, since: now))
        #expect(job.reconcile(.run(first), now: now, Self.ready) == nil)
        #expect(job.becameReady() == nil)
        #expect(job.state == .running(first, since: now))
        #expect(job.becameReady() == nil)
    }

    @Test func `one that is not ready in time is stopped and then started again by its policy`() throws {
        var job = ContinuousJob()
        let first = try generation("a")
        _ = job.reconcile(.run(first), now: now, Self.ready)
        #expect(job.failed() == .stop)
        #expect(job.isStopping)
        #expect(job.failed() == nil)
        #expect(job.becameReady() == nil)
        #expect(job.reconcile(.run(first), now: now, Self.ready) == nil)
        let due = now + .seconds(5)
        #expect(job.ended(now: now, .startAgain(after: .seconds(5))) == .waitForRestart(until: due))
        #expect(job.reconcile(.run(first), now: due, Self.ready) == .start(first))
    }

    @Test func `one that is not well any more is as well`() throws {
        var job = ContinuousJob()
        _ = job.reconcile(.run(try generation("a")), now: now)
        #expect(job.failed() == .stop)
        #expect(job.ended(now: now, .rest(.gaveUp(failures: 2))) == .rest(.gaveUp(failures: 2)))
    }

    @Test(arguments: [ContinuousJob.Wanted.stopped, .absent])
    func `one that fails and is wanted no more is no failure`(wanted: ContinuousJob.Wanted) throws {
        var job = ContinuousJob()
        _ = job.reconcile(.run(try generation("a")), now: now, Self.ready)
        _ = job.failed()
        #expect(job.reconcile(wanted, now: now) == nil)
        #expect(job.state == .stopping)
        #expect(job.ended(now: now, .startAgain(after: .zero)) == nil)
        #expect(job.state == .idle)
    }

    @Test func `a change while it fails starts the new version when it has ended`() throws {
        var job = ContinuousJob()
        let (first, second) = (try generation("a"), try generation("b"))
        _ = job.reconcile(.run(first), now: now, Self.ready)
        _ = job.failed()
        #expect(job.reconcile(.run(second), now: now, Self.ready) == nil)
        #expect(job.ended(now: now, .startAgain(after: .seconds(60))) == nil)
        #expect(job.reconcile(.run(second), now: now, Self.ready) == .start(second))
    }

    @Test func `a job that is held starts when it is not any more, and goes on when it is again`() throws {
        var job = ContinuousJob()
        let first = try generation("a")
        let held = ContinuousJob.Terms(isHeld: true)
        #expect(job.reconcile(.run(first), now: now, held) == nil)
        #expect(job.reconcile(.run(first), now: now) == .start(first))
        #expect(job.reconcile(.run(first), now: now, held) == nil)
        // The order of starts is no matter of restarts.
        _ = job.ended(now: now, .startAgain(after: .zero))
        #expect(job.reconcile(.run(first), now: now, held) == .start(first))
    }

    // MARK: taking over

    /// Running the first, with the second beside it.
    private func replacing(_ first: Generation, _ second: Generation) -> ContinuousJob {
        var job = ContinuousJob()
        _ = job.reconcile(.run(first), now: now, Self.overlap)
        _ = job.becameReady()
        let action = job.reconcile(.run(second), now: now + .seconds(9), Self.overlap)
        #expect(action == .startSuccessor(second))
        return job
    }

    @Test func `a new version starts beside the old one and takes over when it is ready`() throws {
        let (first, second) = (try generation("a"), try generation("b"))
        var job = replacing(first, second)
        #expect(job.reconcile(.run(second), now: now, Self.overlap) == nil)
        #expect(job.becameReady() == .promoteSuccessor)
        #expect(job.state == .running(second, since: now + .seconds(9)))
        #expect(job.reconcile(.run(second), now: now, Self.overlap) == nil)
    }

    @Test func `without readiness there is no taking over`() throws {
        var job = ContinuousJob()
        let (first, second) = (try generation("a"), try generation("b"))
        let terms = ContinuousJob.Terms(overlaps: true)
        _ = job.reconcile(.run(first), now: now, terms)
        #expect(job.reconcile(.run(second), now: now, terms) == .stop)
    }

    @Test func `one that is not ready itself is not waited for`() throws {
        var job = ContinuousJob()
        let (first, second) = (try generation("a"), try generation("b"))
        _ = job.reconcile(.run(first), now: now, Self.overlap)
        #expect(job.reconcile(.run(second), now: now, Self.overlap) == .stop)
    }

    @Test func `a new version that fails leaves the old one running, and is not tried again by itself`() throws {
        let (first, second, third) = (try generation("a"), try generation("b"), try generation("c"))
        var job = replacing(first, second)
        #expect(job.successorFailed() == .stopSuccessor)
        #expect(job.successorFailed() == nil)
        #expect(job.state == .running(first, since: now))
        #expect(job.failedSuccessor == second)
        #expect(job.reconcile(.run(second), now: now, Self.overlap) == nil)
        // A further change is tried; so is the same one when the old version was wanted in between.
        var other = job
        #expect(other.reconcile(.run(third), now: now, Self.overlap) == .startSuccessor(third))
        #expect(job.reconcile(.run(first), now: now, Self.overlap) == nil)
        #expect(job.failedSuccessor == nil)
        #expect(job.reconcile(.run(second), now: now, Self.overlap) == .startSuccessor(second))
    }

    @Test func `a request tries it again without stopping the old one`() throws {
        let (first, second) = (try generation("a"), try generation("b"))
        var job = replacing(first, second)
        _ = job.successorFailed()
        #expect(job.restart() == nil)
        #expect(job.reconcile(.run(second), now: now, Self.overlap) == .startSuccessor(second))
    }

    @Test func `what changes again meanwhile takes the place of what was to take over`() throws {
        let (first, second, third) = (try generation("a"), try generation("b"), try generation("c"))
        var job = replacing(first, second)
        #expect(job.reconcile(.run(third), now: now, Self.overlap) == .stopSuccessor)
        #expect(job.failedSuccessor == nil)
        #expect(job.reconcile(.run(third), now: now, Self.overlap) == .startSuccessor(third))
        #expect(job.reconcile(.run(first), now: now, Self.overlap) == .stopSuccessor)
        #expect(job.reconcile(.run(first), now: now, Self.overlap) == nil)
    }

    @Test func `when the old one goes before the new one is ready, that is all there is`() throws {
        let (first, second) = (try generation("a"), try generation("b"))
        var job = replacing(first, second)
        #expect(job.ended(now: now, .startAgain(after: .zero)) == .promoteSuccessor)
        #expect(job.state == .starting(second, since: now + .seconds(9)))
        #expect(job.becameReady() == nil)
        #expect(job.state == .running(second, since: now + .seconds(9)))
    }

    @Test func `when the old one goes after the new one has failed, the new one is all that can be tried`() throws {
        let (first, second) = (try generation("a"), try generation("b"))
        var job = replacing(first, second)
        _ = job.successorFailed()
        _ = job.ended(now: now, .startAgain(after: .seconds(60)))
        #expect(job.reconcile(.run(second), now: now, Self.overlap) == .start(second))
    }

    @Test(arguments: [ContinuousJob.Wanted.stopped, .absent])
    func `stopping ends both`(wanted: ContinuousJob.Wanted) throws {
        var job = replacing(try generation("a"), try generation("b"))
        #expect(job.reconcile(wanted, now: now) == .stop)
        #expect(job.state == .stopping)
        var other = replacing(try generation("a"), try generation("b"))
        #expect(other.restart() == .stop)
    }
}
