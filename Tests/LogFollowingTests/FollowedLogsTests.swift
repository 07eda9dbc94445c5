import Glibc
import JobModel
import LinuxSystem
import LogFollowing
import Synchronization
import TestKit
import Testing

/// Following logs: nothing is lost, nothing comes twice, and one reader serves all.
@Suite struct FollowedLogsTests {
    private let scratch: ScratchDirectory
    private let logs: FollowedLogs
    private let isOver = Recorder<Bool>()

    init() throws {
        scratch = try ScratchDirectory()
        logs = try Self.logs()
    }

    private static func logs(maximum: Int = 5000, heartbeat: Duration = .seconds(15)) throws -> FollowedLogs {
        var pace = FollowedLogs.Pace()
        pace.look = .milliseconds(2)
        pace.heartbeat = heartbeat
        return try FollowedLogs(
            reading: try BlockingExecutor(name: "reading", threads: 1),
            pace: pace,
            maximum: maximum
        )
    }

    private func follow(_ start: LogStart = .beginning, in logs: FollowedLogs? = nil) async throws -> LogSubscription {
        let path = scratch.at("job_log.txt")
        return try await (logs ?? self.logs).follow(
            path,
            from: start,
            older: { RolledLogName.older(path, $0) },
            isOver: { [isOver] in !isOver.values.isEmpty }
        )
    }

    private func append(_ text: String) throws {
        let file = try Descriptor.open(scratch.at("job_log.txt"), O_WRONLY | O_CREAT | O_APPEND)
        try file.write(Array(text.utf8))
    }

    private func roll(keeping count: Int = 3) {
        let path = scratch.at("job_log.txt")
        for number in stride(from: count - 1, through: 1, by: -1) {
            rename(number == 1 ? path : RolledLogName.older(path, number - 1), RolledLogName.older(path, number))
        }
        unlink(path)
    }

    /// Reads until the text has come; what came, and the place behind each line.
    private func read(
        _ subscription: LogSubscription,
        _ cursor: inout LogCursor,
        until text: String?
    ) async throws -> (text: String, places: [LogPosition]) {
        var found = ""
        var places: [LogPosition] = []
        while text.map({ !found.contains($0) }) ?? true {
            switch try await subscription.next(&cursor) {
            case .lines(let piece):
                found += String(decoding: piece.bytes, as: UTF8.self)
                for (index, byte) in piece.bytes.enumerated() where byte == 10 {
                    places.append(piece.position(after: index + 1))
                }
            case .gap: found += "GAP\n"
            case .quiet: found += "QUIET\n"
            case .end: return (found, places)
            }
        }
        return (found, places)
    }

    @Test func `what is there comes first, then what is written, in whole lines`() async throws {
        try append("one\ntwo\nhal")
        let subscription = try await follow()
        var cursor = subscription.start
        #expect(try await read(subscription, &cursor, until: "two\n").text == "one\ntwo\n")
        try append("f\nthree\n")
        #expect(try await read(subscription, &cursor, until: "three\n").text == "half\nthree\n")
        try append("no end")
        isOver.add(true)
        #expect(try await read(subscription, &cursor, until: nil).text == "no end")
    }

    @Test(arguments: [(0, ""), (1, "c\n"), (2, "b\nc\n"), (9, "a\nb\nc\n")])
    func `it begins with the last lines`(_ count: Int, _ expected: String) async throws {
        try append("a\nb\nc\n")
        let subscription = try await follow(.lastLines(count))
        var cursor = subscription.start
        try append("next\n")
        #expect(try await read(subscription, &cursor, until: "next\n").text == expected + "next\n")
    }

    @Test func `a log that is not there yet is waited for`() async throws {
        let subscription = try await follow()
        var cursor = subscription.start
        try append("first\n")
        #expect(try await read(subscription, &cursor, until: "first\n").text == "first\n")
    }

    @Test func `a log that rolls is followed into its next files, however fast`() async throws {
        try append("line 0\n")
        let subscription = try await follow()
        var cursor = subscription.start
        var expected = "line 0\n"
        var found = ""
        for number in 1...40 {
            // Two files between two looks, now and then.
            if number % 3 == 0 { roll(keeping: 5) }
            try append("line \(number)\n")
            expected += "line \(number)\n"
            if number % 4 == 0 { found += try await read(subscription, &cursor, until: "line \(number)\n").text }
        }
        #expect(found == expected)
    }

    @Test func `who comes again goes on behind each line, also in an older file`() async throws {
        var lines = ["line 0\n"]
        try append(lines[0])
        let subscription = try await follow()
        var cursor = subscription.start
        for number in 1..<12 {
            if [4, 8].contains(number) { roll() }
            lines.append("line \(number)\n")
            try append(lines[number])
        }
        let places = try await read(subscription, &cursor, until: "line 11\n").places
        try #require(places.count == 12)
        for (index, place) in places.enumerated() {
            // Another host, which knows nothing of the first.
            let logs = try Self.logs()
            let text = try #require(LogPosition(place.description))
            let again = try await follow(.after(text), in: logs)
            var cursor = again.start
            try append("x\n")
            let expected = lines[(index + 1)...].joined() + String(repeating: "x\n", count: index + 1)
            let count = expected.utf8.count
            var found = ""
            while found.utf8.count < count, case .lines(let piece) = try await again.next(&cursor) {
                found += String(decoding: piece.bytes, as: UTF8.self)
            }
            #expect(found == expected)
        }
    }

    @Test func `a place whose file is gone is told of`() async throws {
        try append("old\n")
        let subscription = try await follow()
        var cursor = subscription.start
        let place = try #require(try await read(subscription, &cursor, until: "old\n").places.last)
        roll(keeping: 1)
        try append("new\n")
        let again = try await follow(.after(place), in: try Self.logs())
        var other = again.start
        #expect(try await read(again, &other, until: "new\n").text == "GAP\nnew\n")
    }

    @Test func `a file that was emptied begins anew`() async throws {
        try append("before\n")
        let subscription = try await follow()
        var cursor = subscription.start
        #expect(try await read(subscription, &cursor, until: "before\n").text == "before\n")
        truncate(scratch.at("job_log.txt"), 0)
        // Shorter than what was there.
        try append("after\n")
        #expect(try await read(subscription, &cursor, until: "after\n").text == "after\n")
    }

    @Test func `a slow follower gets every line and holds nobody up`() async throws {
        try append("start\n")
        let (slow, quick) = (try await follow(), try await follow())
        var (slowCursor, quickCursor) = (slow.start, quick.start)
        var expected = "start\n"
        for number in 0..<3000 {
            let line = "line \(number) \(String(repeating: "x", count: 300))\n"
            expected += line
            try append(line)
            if number == 1500 { roll() }
        }
        #expect(try await read(quick, &quickCursor, until: "line 2999 ").text.utf8.count == expected.utf8.count)
        #expect(try await read(slow, &slowCursor, until: "line 2999 ").text == expected)
    }

    @Test func `many followers hold one file open and share what is read`() async throws {
        try append("start\n")
        let path = scratch.at("job_log.txt")
        let before = Self.openFiles(path)
        let texts = try await withThrowingTaskGroup(of: String.self) { tasks in
            for _ in 0..<200 {
                let subscription = try await follow()
                tasks.addTask {
                    var cursor = subscription.start
                    return try await read(subscription, &cursor, until: "stop\n").text
                }
            }
            #expect(Self.openFiles(path) - before == 1)
            try append("stop\n")
            return try await tasks.reduce(into: []) { $0.append($1) }
        }
        #expect(texts.count == 200)
        #expect(Set(texts) == ["start\nstop\n"])
        try await eventually("the file is let go") { Self.openFiles(path) == before }
    }

    private static func openFiles(_ path: String) -> Int {
        let names = (try? Folder.names(in: "/proc/self/fd")) ?? []
        return names.count { (try? SymbolicLink.target(of: "/proc/self/fd/\($0)")) == Array(path.utf8) }
    }

    @Test func `a silent log gives a sign of life`() async throws {
        let logs = try Self.logs(heartbeat: .milliseconds(10))
        try append("one\n")
        let subscription = try await follow(in: logs)
        var cursor = subscription.start
        #expect(try await read(subscription, &cursor, until: "QUIET\nQUIET\n").text == "one\nQUIET\nQUIET\n")
    }

    @Test func `there are only so many places, and who leaves gives his back`() async throws {
        let logs = try Self.logs(maximum: 2)
        let first = try await follow(in: logs)
        var second: LogSubscription? = try await follow(in: logs)
        await #expect(throws: FollowedLogs.Full.self) { _ = try await follow(in: logs) }
        withExtendedLifetime(second) {}
        second = nil
        _ = try await follow(in: logs)
        withExtendedLifetime(first) {}
    }
}
