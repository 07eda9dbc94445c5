import JobModel
import Testing

@testable import DirectoryWatch

@Suite struct QuietPeriodTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000)

    private func time(_ milliseconds: Int) -> MonotonicTime {
        start + .milliseconds(milliseconds)
    }

    @Test func `nothing is pending at first`() {
        let quiet = QuietPeriod()
        #expect(!quiet.isPending)
        #expect(quiet.deadline == nil)
    }

    @Test func `one changed file is taken up after 20 ms, however many events it took`() {
        var quiet = QuietPeriod()
        quiet.note(.written("run.sh"), at: time(0))
        quiet.note(.written("run.sh"), at: time(1))
        quiet.note(.closed("run.sh"), at: time(2))
        #expect(quiet.deadline == time(22))
    }

    @Test func `an editor's temporary file is no second change`() {
        var quiet = QuietPeriod()
        quiet.note(.created("run.sh.tmp"), at: time(0))
        quiet.note(.written("run.sh.tmp"), at: time(0))
        quiet.note(.closed("run.sh.tmp"), at: time(1))
        quiet.note(.removed("run.sh.tmp"), at: time(2))
        quiet.note(.other("run.sh"), at: time(2))
        #expect(quiet.deadline == time(22))
    }

    @Test func `a second changed file makes the wait 250 ms from the last event`() {
        var quiet = QuietPeriod()
        quiet.note(.other("a"), at: time(0))
        quiet.note(.other("b"), at: time(10))
        #expect(quiet.deadline == time(260))
        quiet.note(.other("c"), at: time(200))
        #expect(quiet.deadline == time(450))
    }

    @Test func `a steady stream is taken up after 5 s`() {
        var quiet = QuietPeriod()
        for step in stride(from: 0, through: 4900, by: 100) { quiet.note(.other("file\(step)"), at: time(step)) }
        #expect(quiet.deadline == time(5000))
    }

    @Test func `a file that is being written is waited for`() {
        var quiet = QuietPeriod()
        quiet.note(.created("big"), at: time(0))
        quiet.note(.written("big"), at: time(5000))
        #expect(quiet.deadline == time(30_000))
        quiet.note(.closed("big"), at: time(6000))
        // The stream has lasted for longer than 5 s, so the end of the writing is the end of the wait.
        #expect(quiet.deadline == time(6000))
    }

    @Test func `a file that somebody keeps open is given up once and then no longer waited for`() {
        var quiet = QuietPeriod()
        quiet.note(.written("job.log"), at: time(0))
        quiet.settle()
        #expect(!quiet.isPending)
        quiet.note(.written("job.log"), at: time(40_000))
        #expect(quiet.deadline == time(40_020))
        quiet.note(.closed("job.log"), at: time(41_000))
        quiet.settle()
        quiet.note(.written("job.log"), at: time(50_000))
        #expect(quiet.deadline == time(80_000))
    }

    @Test func `a quiet period of its own replaces both waits`() {
        var quiet = QuietPeriod(setting: .zero)
        quiet.note(.other("a"), at: time(0))
        quiet.note(.other("b"), at: time(3))
        #expect(quiet.deadline == time(3))
        quiet.setting = .seconds(2)
        #expect(quiet.deadline == time(2003))
    }

    @Test func `a new folder waits 250 ms for its files, and a file alone 20 ms again afterwards`() {
        var quiet = QuietPeriod()
        quiet.note(.madeFolder(""), at: time(0))
        #expect(quiet.deadline == time(250))
        quiet.settle()
        quiet.note(.other("a"), at: time(1000))
        #expect(quiet.deadline == time(1020))
    }

    @Test func `settling ends the wait`() {
        var quiet = QuietPeriod()
        quiet.note(.other("a"), at: time(0))
        quiet.settle()
        #expect(quiet.deadline == nil)
        quiet.note(.other("b"), at: time(100))
        #expect(quiet.deadline == time(120))
    }
}
