import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@Suite struct SystemLoopTests {
    private let loop: SystemLoop

    init() throws {
        loop = try SystemLoop(name: "test-loop")
    }

    // MARK: work

    @Test func `blocks run in the order they were posted`() async throws {
        let ran = Recorder<Int>()
        for number in 0..<1000 { loop.post { ran.add(number) } }
        try await loop.perform {}
        #expect(ran.values == Array(0..<1000))
    }

    @Test func `blocks of many threads all run, those of each in order`() async throws {
        let ran = Recorder<Int>()
        await withTaskGroup(of: Void.self) { [loop] group in
            for poster in 0..<4 {
                group.addTask { for number in 0..<250 { loop.post { ran.add(poster * 1000 + number) } } }
            }
        }
        try await loop.perform {}
        for poster in 0..<4 {
            let own = ran.values.filter { $0 / 1000 == poster }
            #expect(own == (0..<250).map { poster * 1000 + $0 })
        }
    }

    @Test func `everything that runs is a turn, and nothing else is`() async throws {
        let turns = Recorder<UInt64>()
        try await loop.perform { [loop] in turns.add(loop.turns) }
        try await loop.perform { [loop] in turns.add(loop.turns) }
        try await loop.perform { [loop] in
            turns.add(loop.turns)
            loop.schedule(at: SystemClock().monotonicTime()) { turns.add(loop.turns) }
        }
        try await eventually("the timer ran") { turns.values.count == 4 }
        let first = try #require(turns.values.first)
        #expect(turns.values == [first, first + 1, first + 2, first + 3])
    }

    @Test func `what a block posts runs after it`() async throws {
        let ran = Recorder<String>()
        try await loop.perform { [loop] in
            loop.post { ran.add("later") }
            ran.add("now")
        }
        try await loop.perform {}
        #expect(ran.values == ["now", "later"])
    }

    @Test func `knows whether it runs on its own thread`() async throws {
        let outside = loop.isCurrent
        #expect(!outside)
        #expect(loop.isIsolatingCurrentContext() == false)
        let inside = try await loop.perform { [loop] in
            loop.checkIsolated()
            return loop.isCurrent && loop.isIsolatingCurrentContext() == true
        }
        #expect(inside)
    }

    @Test func `no loop takes another's thread for its own`() async throws {
        let other = try SystemLoop(name: "test-other")
        let isOther = try await loop.perform { other.isCurrent }
        #expect(!isOther)
    }

    @Test func `an actor bound to it lives on its thread and is reached from its handlers`() async throws {
        let counter = LoopCounter(loop: loop)
        let isOnLoop = await counter.count()
        counter.countByPost()
        try await loop.perform {}
        let total = await counter.total
        #expect(isOnLoop)
        #expect(total == 2)
    }

    // MARK: timers

    @Test func `timers fire in the order of their deadlines`() async throws {
        let fired = Recorder<Int>()
        try await loop.perform { [loop] in
            let now = SystemClock().monotonicTime()
            for milliseconds in [30, 10, 20] {
                loop.schedule(at: now + .milliseconds(milliseconds)) { fired.add(milliseconds) }
            }
        }
        try await eventually("all timers fire") { fired.values.count == 3 }
        #expect(fired.values == [10, 20, 30])
    }

    @Test func `a timer never fires early`() async throws {
        let fired = Recorder<MonotonicTime>()
        let deadline = SystemClock().monotonicTime() + .microseconds(12_345)
        try await loop.perform { [loop] in
            loop.schedule(at: deadline) { fired.add(SystemClock().monotonicTime()) }
        }
        try await eventually("it fires") { !fired.values.isEmpty }
        #expect(fired.values.allSatisfy { $0 >= deadline })
    }

    @Test func `a timer fires once, and may set the next`() async throws {
        let fired = Recorder<Int>()
        try await loop.perform { [loop] in
            loop.schedule(at: SystemClock().monotonicTime()) {
                fired.add(1)
                loop.schedule(at: SystemClock().monotonicTime() + .milliseconds(5)) { fired.add(2) }
            }
        }
        try await eventually("both fire") { fired.values.count == 2 }
        try await loop.perform {}
        #expect(fired.values == [1, 2])
    }

    @Test func `a cancelled timer never fires`() async throws {
        let fired = Recorder<String>()
        try await loop.perform { [loop] in
            let now = SystemClock().monotonicTime()
            let cancelled = loop.schedule(at: now + .milliseconds(5)) { fired.add("cancelled") }
            loop.schedule(at: now + .milliseconds(10)) { fired.add("kept") }
            loop.cancel(cancelled)
            loop.cancel(cancelled)
        }
        try await eventually("the other one fires") { !fired.values.isEmpty }
        #expect(fired.values == ["kept"])
    }

    @Test func `a timer that is due is cancelled by the one before it`() async throws {
        let fired = Recorder<String>()
        try await loop.perform { [loop] in
            let now = SystemClock().monotonicTime()
            let second = loop.schedule(at: now + .milliseconds(-1)) { fired.add("second") }
            loop.schedule(at: now) { fired.add("third") }
            loop.schedule(at: now + .milliseconds(-2)) {
                fired.add("first")
                loop.cancel(second)
            }
        }
        try await eventually("the last one fires") { fired.values.last == "third" }
        #expect(fired.values == ["first", "third"])
    }

    // MARK: descriptors

    @Test func `a watched pipe tells of bytes and of its end`() async throws {
        let pipe = try TestPipe()
        let seen = Recorder<String>()
        try await watch(pipe, seen)
        try pipe.write("one")
        try await eventually("the first piece is read") { seen.values == ["one"] }
        try pipe.write("two")
        try await eventually("the second piece is read") { seen.values == ["one", "two"] }
        pipe.close()
        try await eventually("the end is seen") { seen.values.count == 3 }
        try await loop.perform {}
        #expect(seen.values == ["one", "two", "hung up"])
    }

    @Test func `what was there before the watch is told, too`() async throws {
        let pipe = try TestPipe()
        let seen = Recorder<String>()
        try pipe.write("early")
        pipe.close()
        try await watch(pipe, seen)
        try await eventually("both are seen") { seen.values.count == 2 }
        #expect(seen.values == ["early", "hung up"])
    }

    @Test func `an ended watch tells nothing, however often it is ended`() async throws {
        let ended = try TestPipe()
        let other = try TestPipe()
        let seen = Recorder<String>()
        let heard = Recorder<String>()
        let id = try await watch(ended, heard)
        try await watch(other, seen)
        try await loop.perform { [loop] in
            loop.unwatch(id)
            loop.unwatch(id)
        }
        try ended.write("unheard")
        try other.write("heard")
        try await eventually("the other pipe is read") { seen.values == ["heard"] }
        try await loop.perform {}
        #expect(heard.values.isEmpty)
    }

    @Test func `a file is nothing to wait for`() async throws {
        let scratch = try ScratchDirectory()
        let file = SharedDescriptor(try Descriptor.open(try scratch.write("file", "")))
        let error = await #expect(throws: SystemError.self) {
            try await loop.perform { [loop] in _ = try loop.watch(file.number) { _ in } }
        }
        #expect(error?.call == "epoll_ctl")
        #expect(error?.code == EPERM)
    }

    /// Records every piece that comes through the pipe, and its end, which ends the watch.
    @discardableResult
    private func watch(_ pipe: TestPipe, _ seen: Recorder<String>) async throws -> SystemLoop.WatchID {
        try await loop.perform { [loop] in
            var own: SystemLoop.WatchID?
            let id = try loop.watch(pipe.reading.number) { events in
                var buffer = [UInt8](repeating: 0, count: 16)
                let count = buffer.withUnsafeMutableBytes { pipe.reading.read(into: $0) }
                if count > 0 { return seen.add(String(decoding: buffer[..<count], as: UTF8.self)) }
                seen.add(events.contains(.hungUp) ? "hung up" : "nothing")
                if let own { loop.unwatch(own) }
            }
            own = id
            return id
        }
    }
}

/// Counts on a loop's thread.
private actor LoopCounter {
    private let loop: SystemLoop
    private(set) var total = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    init(loop: SystemLoop) {
        self.loop = loop
    }

    /// Whether it was on the loop's thread.
    func count() -> Bool {
        total += 1
        return loop.isCurrent
    }

    nonisolated func countByPost() {
        loop.post { self.assumeIsolated { $0.total += 1 } }
    }
}
