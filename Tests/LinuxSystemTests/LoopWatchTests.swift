import JobModel
import Synchronization
import TestKit
import Testing

@testable import LinuxSystem

@Suite struct LoopWatchTests {
    /// A loop that answers when it is told to.
    private final class Loop: Sendable {
        private let blocks = Mutex<[@Sendable () -> Void]>([])

        var asked: Int { blocks.withLock(\.count) }

        func post(_ block: @escaping @Sendable () -> Void) {
            blocks.withLock { $0.append(block) }
        }

        func answer() {
            for block in blocks.withLock({ blocks in
                defer { blocks = [] }
                return blocks
            }) {
                block()
            }
        }
    }

    private let time = ManualTime()
    private let changes = Recorder<String>()

    private func makeWatch(_ loops: [String: Loop]) -> LoopWatch {
        let watch = LoopWatch(clock: time) { [changes] name, isStuck in changes.add("\(name) \(isStuck)") }
        for (name, loop) in loops { watch.add(name, loop.post) }
        return watch
    }

    @Test func `a loop that answers is fine, however long nobody asks`() {
        let loop = Loop()
        let watch = makeWatch(["a": loop])
        time.advance(by: .seconds(3600))
        watch.turn()
        loop.answer()
        time.advance(by: .seconds(3600))
        #expect(watch.stuck.isEmpty)
        watch.turn()
        #expect(changes.values.isEmpty)
    }

    @Test func `a loop that owes an answer for more than ten seconds is stuck until it gives it`() {
        let (good, bad) = (Loop(), Loop())
        let watch = makeWatch(["good": good, "bad": bad])
        watch.turn()
        good.answer()
        time.advance(by: .seconds(10))
        #expect(watch.stuck.isEmpty)
        time.advance(by: .nanoseconds(1))
        #expect(watch.stuck == ["bad"])
        watch.turn()
        watch.turn()
        #expect(changes.values == ["bad true"])
        // It is asked once, not again and again.
        #expect(bad.asked == 1)
        bad.answer()
        #expect(watch.stuck.isEmpty)
        watch.turn()
        #expect(changes.values == ["bad true", "bad false"])
    }

    @Test func `a real loop answers`() async throws {
        let loop = try SystemLoop(name: "test")
        let watch = LoopWatch(clock: time) { _, _ in }
        watch.add("real", loop.post)
        watch.turn()
        try await eventually("it has answered") {
            time.advance(by: .seconds(11))
            return watch.stuck.isEmpty
        }
    }
}
