import JobModel
import TestKit
import Testing

@testable import Notifications

@Suite struct ThrottleBookTests {
    private let now = Timestamp(seconds: 1_900_000_000)
    private let interval: Duration = .seconds(100)

    @Test func `what was told and what is held back is known to the next host`() throws {
        let scratch = try ScratchDirectory()
        var book = ThrottleBook(path: scratch.at("throttle.json"))
        let target = DeliveryTarget.email(["a@b"])
        let key = ThrottleBook.key(.failures, "triggered/nightly", target)
        var entry = book[key]
        _ = entry.throttle.alarm(now: now, interval: interval)
        _ = entry.throttle.alarm(now: now + .seconds(1), interval: interval)
        entry.latest = (target, "triggered/nightly", .object(["event": .string("failed")]))
        book[key] = entry
        try book.write()
        var next = ThrottleBook(path: scratch.at("throttle.json"))
        try next.load()
        #expect(next[key].throttle == entry.throttle)
        #expect(next[key].latest?.target == target)
        #expect(next[key].latest?.content["event"]?.string == "failed")
        #expect(next.nextDue(interval: interval) == now + interval)
    }

    @Test func `what is over is forgotten, what is not stays`() throws {
        let scratch = try ScratchDirectory()
        var book = ThrottleBook(path: scratch.at("throttle.json"))
        for (key, isOver) in [("over", true), ("open", false)] {
            _ = book[key].throttle.alarm(now: now, interval: interval)
            if isOver { _ = book[key].throttle.relief() }
        }
        book.prune(now: now + .seconds(50), interval: interval)
        #expect(Set(book.entries.keys) == ["over", "open"])
        book.prune(now: now + .seconds(100), interval: interval)
        #expect(Set(book.entries.keys) == ["open"])
        book.prune(now: now + ThrottleBook.maximumAge, interval: interval)
        #expect(book.entries.isEmpty)
    }

    @Test func `there is a limit, and the oldest go`() throws {
        let scratch = try ScratchDirectory()
        var book = ThrottleBook(path: scratch.at("throttle.json"))
        for number in 0..<ThrottleBook.capacity + 5 {
            _ = book["\(number)"].throttle.alarm(now: now + .milliseconds(number), interval: interval)
        }
        book.prune(now: now + .seconds(2), interval: interval)
        #expect(book.entries.count == ThrottleBook.capacity)
        #expect(book.entries["4"] == nil)
        #expect(book.entries["5"] != nil)
    }
}
