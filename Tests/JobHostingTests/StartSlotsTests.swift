import JobModel
import Testing

@testable import JobHosting

@Suite struct StartSlotsTests {
    private static let margin: Duration = .milliseconds(2)

    @Test func `each start for a moment has its turn before the one that was planned earlier`() {
        var slots = StartSlots(capacity: 3)
        let taken = (0..<3).map { _ in slots.take(at: 100, now: 0, margin: Self.margin) }
        #expect(taken.map(\.lead) == [.microseconds(2000), .microseconds(2500), .microseconds(3000)])
        #expect(taken.map(\.offset) == [.zero, .microseconds(5), .microseconds(10)])
        #expect(taken.allSatisfy { $0.lead <= slots.longestLead(margin: Self.margin, jobs: 3) })
    }

    @Test func `whoever finds no slot starts when those who had one have begun`() {
        var slots = StartSlots(capacity: 1)
        _ = slots.take(at: 100, now: 0, margin: Self.margin)
        let late = slots.take(at: 100, now: 0, margin: Self.margin)
        #expect(late.lead == .zero - StartSlots.passing(of: 1))
        #expect(slots.take(at: 101, now: 0, margin: Self.margin).lead == Self.margin)
    }

    @Test(arguments: [
        (1, Duration.microseconds(1085)), (500, .microseconds(43_500)), (6000, .milliseconds(511)),
    ])
    func `the more were prepared, the longer they are left alone`(count: Int, passing: Duration) {
        #expect(StartSlots.passing(of: count) == passing)
    }

    @Test func `moments that have passed are forgotten`() {
        var slots = StartSlots(capacity: 1)
        for moment in 0..<10_000 as Range<Int64> { _ = slots.take(at: moment, now: moment, margin: Self.margin) }
        #expect(slots.taken.count <= 65)
        // What is still to come is known.
        #expect(slots.take(at: 9_999, now: 9_999, margin: Self.margin).lead < .zero)
    }

    @Test(arguments: [
        // Bytes, processes, runs, and what comes of it.
        (25_000_000_000, 32_768, 6325, 5960),
        (512 << 20, 32_768, 6325, 128),
        (25_000_000_000, 100, 6325, 25),
        (25_000_000_000, 32_768, 32, 32),
        (1 << 40, 4_000_000, 100_000, 8192),
        (0, 0, 0, 0),
    ])
    func `no more wait at once than the machine has room for`(memory: Int, processes: Int, runs: Int, capacity: Int) {
        #expect(StartSlots.Room(memory: memory, processes: processes, runs: runs).capacity == capacity)
    }
}
