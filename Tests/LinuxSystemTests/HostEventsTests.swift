import JobModel
import LinuxSystem
import Testing

@Suite struct HostEventsTests {
    private func event(_ number: Int) -> HostEvent {
        HostEvent(.started, at: Timestamp(seconds: Int64(number)))
    }

    private func numbers(_ batch: HostEvents.Batch?) -> [Int] {
        (batch?.events ?? []).map { Int($0.event.time.seconds) }
    }

    @Test func `every listener hears everything, in order, each at its own pace`() async throws {
        let events = HostEvents()
        for number in 1...3 { events.publish(event(number)) }
        let first = await events.next(after: 0)
        #expect(numbers(first) == [1, 2, 3])
        #expect(first?.events.map(\.number) == [1, 2, 3])
        #expect(first?.lost == 0)
        #expect(numbers(await events.next(after: 2)) == [3])
        #expect(numbers(await events.next(after: 0)) == [1, 2, 3])
    }

    @Test func `one that is too late is told how many it has missed`() async throws {
        let events = HostEvents(capacity: 4)
        for number in 1...10 { events.publish(event(number)) }
        let batch = try #require(await events.next(after: 2))
        #expect(batch.lost == 4)
        #expect(numbers(batch) == [7, 8, 9, 10])
        #expect(batch.last == 10)
        #expect(await events.next(after: 8)?.lost == 0)
    }

    @Test func `a batch has a limit, and the rest follows`() async throws {
        let events = HostEvents()
        let count = HostEvents.batchSize + 5
        for number in 1...count { events.publish(event(number)) }
        let batch = try #require(await events.next(after: 0))
        #expect(batch.events.count == HostEvents.batchSize)
        #expect(numbers(await events.next(after: batch.last)) == Array(HostEvents.batchSize + 1...count))
    }

    @Test func `who waits hears of the next one at once`() async throws {
        let events = HostEvents()
        async let first = events.next(after: 0)
        async let second = events.next(after: 0)
        events.publish(event(1))
        #expect(numbers(await first) == [1])
        #expect(numbers(await second) == [1])
    }

    @Test func `cancelling ends the waiting`() async throws {
        let events = HostEvents()
        let waiting = Task { await events.next(after: 0) }
        waiting.cancel()
        #expect(await waiting.value == nil)
    }

    @Test func `the end comes after the last event`() async throws {
        let events = HostEvents()
        events.publish(event(1))
        async let waiting = events.next(after: 1)
        events.end()
        #expect(await waiting == nil)
        #expect(numbers(await events.next(after: 0)) == [1])
        #expect(await events.next(after: 1) == nil)
    }
}
