import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import Notifications

@Suite struct DeliveryQueueTests {
    private let scratch: ScratchDirectory
    private let now = Timestamp(seconds: 1_900_000_000)

    init() throws {
        scratch = try ScratchDirectory()
    }

    private func queue(capacity: Int = DeliveryQueue.capacity) throws -> DeliveryQueue {
        var queue = DeliveryQueue(folder: scratch.at("pending"), capacity: capacity)
        let damaged = try queue.load()
        #expect(damaged.isEmpty)
        return queue
    }

    private func delivery(_ event: String, _ queue: inout DeliveryQueue) -> Delivery {
        Delivery(
            id: queue.nextID(now),
            target: .exec(["./alert.sh", "a b"], timeout: .milliseconds(1500), folder: "/srv"),
            event: event,
            job: "triggered/nightly",
            created: now,
            content: .object(["event": .string(event), "n": .integer(7)])
        )
    }

    @Test func `what waits is there for the next host, as it was`() throws {
        var first = try queue()
        var delivery = delivery("failed", &first)
        #expect(try first.add(delivery).isEmpty)
        delivery.attempts = 2
        delivery.due = now + .seconds(30)
        delivery.failure = "nobody answers"
        try first.update(delivery)
        let second = try queue()
        #expect(second.pending == [delivery])
        #expect(second[delivery.id] == delivery)
    }

    @Test func `what was delivered is gone`() throws {
        var first = try queue()
        let delivery = delivery("failed", &first)
        _ = try first.add(delivery)
        try first.remove(delivery.id)
        #expect(first.pending.isEmpty)
        #expect(try queue().pending.isEmpty)
    }

    @Test func `of too many, the oldest is dropped and said`() throws {
        var first = try queue(capacity: 3)
        var dropped: [String] = []
        for number in 1...5 { dropped += try first.add(delivery("\(number)", &first)).map(\.event) }
        #expect(dropped == ["1", "2"])
        #expect(try queue().pending.map(\.event) == ["3", "4", "5"])
        #expect(DeliveryQueue.capacity == 1000)
    }

    @Test func `ids go on where an earlier host stopped`() throws {
        var first = try queue()
        _ = try first.add(delivery("1", &first))
        var second = try queue()
        _ = try second.add(delivery("2", &second))
        #expect(second.pending.map(\.event) == ["1", "2"])
        #expect(Set(second.pending.map(\.id)).count == 2)
    }

    @Test func `what is no message is removed and said`() throws {
        try scratch.write("pending/190001010000000000.json", "{\"id\": 1")
        try scratch.write("pending/190001010000000001.json.17.new", "")
        var queue = DeliveryQueue(folder: scratch.at("pending"))
        #expect(try queue.load() == ["190001010000000000.json", "190001010000000001.json.17.new"])
        #expect(try Folder.names(in: scratch.at("pending")).isEmpty)
    }

    @Test func `nobody else may read them`() throws {
        var first = try queue()
        let delivery = delivery("failed", &first)
        _ = try first.add(delivery)
        for (path, mode) in [("pending", 0o700), ("pending/\(delivery.id).json", 0o600)] {
            var information = stat()
            #expect(stat(scratch.at(path), &information) == 0)
            #expect(information.st_mode & 0o777 == mode_t(mode))
        }
    }

    @Test(arguments: [
        DeliveryTarget.url("https://a/b"), .exec(["a"], timeout: .seconds(5), folder: "/"), .email(["a@b", "c"]),
        .hook("17"), .ping("https://a?rid=1"),
    ])
    func `every target is read as it was written`(target: DeliveryTarget) {
        #expect(DeliveryTarget(target.json) == target)
    }
}
