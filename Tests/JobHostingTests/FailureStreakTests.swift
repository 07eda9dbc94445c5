import Testing

@testable import JobHosting

@Suite struct FailureStreakTests {
    @Test func `the fifth failure in a row makes a loop, once`() {
        var streak = FailureStreak()
        let loops = (1...8).map { _ in streak.fail(after: .seconds(1)) }
        #expect(loops == [false, false, false, false, true, false, false, false])
    }

    @Test func `a long life begins a new row`() {
        var streak = FailureStreak()
        for _ in 1...4 { _ = streak.fail(after: .seconds(1)) }
        let isLoop = streak.fail(after: ContinuousJob.longLife)
        #expect(!isLoop)
        #expect(streak.count == 1)
        #expect(streak.isFailing)
    }

    @Test(arguments: [
        (Duration.seconds(1), Duration.seconds(10)), (.seconds(15), .seconds(30)), (.seconds(100), .seconds(120)),
        (.seconds(1000), .seconds(120)),
    ])
    func `a job is well again after longer than it managed before`(_ lifetime: Duration, _ expected: Duration) {
        var streak = FailureStreak()
        #expect(streak.steadyTime == FailureStreak.shortestSteadyTime)
        _ = streak.fail(after: lifetime)
        #expect(streak.steadyTime == expected)
        let wasFailing = streak.becomeSteady()
        #expect(wasFailing)
        let isFailingAgain = streak.becomeSteady()
        #expect(!isFailingAgain)
    }

    @Test func `a change of the job begins a new row of a job that is still not well`() {
        var streak = FailureStreak()
        for _ in 1...4 { _ = streak.fail(after: .seconds(30)) }
        streak.startAnew()
        #expect(streak.count == 0)
        #expect(streak.isFailing)
        #expect(streak.steadyTime == FailureStreak.shortestSteadyTime)
    }
}
