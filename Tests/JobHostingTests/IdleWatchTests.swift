import JobModel
import Testing

@testable import JobHosting

@Suite struct IdleWatchTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

    private func at(_ seconds: Double) -> MonotonicTime { Self.start + .seconds(seconds) }

    @Test func `a run that gives no sign of life is idle after the limit and not before`() {
        var watch = IdleWatch(limit: .seconds(10), start: Self.start)
        #expect(watch.look(now: at(0), lastOutput: nil, processorTime: .zero) == .lookAgain(at: at(2.5)))
        #expect(watch.look(now: at(9), lastOutput: nil, processorTime: .zero) == .lookAgain(at: at(10)))
        #expect(watch.look(now: at(10), lastOutput: nil, processorTime: .zero) == .idle)
    }

    @Test func `output counts from when it came, however late it is looked at`() {
        var watch = IdleWatch(limit: .seconds(10), start: Self.start)
        #expect(watch.look(now: at(12), lastOutput: at(7), processorTime: .zero) == .lookAgain(at: at(14.5)))
        #expect(watch.look(now: at(16.9), lastOutput: at(7), processorTime: .zero) == .lookAgain(at: at(17)))
        #expect(watch.look(now: at(17), lastOutput: at(7), processorTime: .zero) == .idle)
    }

    @Test(arguments: [2, 1] as [Int64])
    func `use of the processor counts, also when processes that ended take theirs along`(milliseconds: Int64) {
        var watch = IdleWatch(limit: .seconds(4), start: Self.start)
        _ = watch.look(now: at(1), lastOutput: nil, processorTime: .milliseconds(3))
        let verdict = watch.look(now: at(4.9), lastOutput: nil, processorTime: .milliseconds(milliseconds))
        #expect(verdict == .lookAgain(at: at(5.9)))
        #expect(watch.look(now: at(8.9), lastOutput: nil, processorTime: .milliseconds(milliseconds)) == .idle)
    }

    @Test func `a long limit is looked at every five seconds`() {
        #expect(IdleWatch.longestInterval == .seconds(5))
        var watch = IdleWatch(limit: .seconds(3600), start: Self.start)
        #expect(watch.look(now: at(1), lastOutput: nil, processorTime: .zero) == .lookAgain(at: at(6)))
    }
}
