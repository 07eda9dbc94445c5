import JobModel
import ProcessSupervision
import Testing

@testable import LogForwarding

/// Logs that wait for their turn.
@Suite struct LogBacklogTests {
    private func log(_ name: String) throws -> WrittenLog {
        WrittenLog(job: try #require(JobID(path: "continuous/\(name)")), path: "/\(name)")
    }

    @Test func `each has its turn, and what came is added up`() throws {
        var backlog = LogBacklog()
        let (a, b) = (try log("a"), try log("b"))
        for (log, bytes) in [(a, 1), (b, 2), (a, 10)] {
            let given = backlog.add(log, bytes: bytes)
            #expect(given == nil)
        }
        #expect(backlog.unread == 13)
        let first = backlog.next()
        #expect(first == LogBacklog.Entry(log: a, unread: 11))
        if let first { backlog.putBack(first) }
        #expect(backlog.unread == 13)
        let second = backlog.next()
        #expect(second == LogBacklog.Entry(log: b, unread: 2))
        backlog.finish(b)
        let third = backlog.next()
        #expect(third?.log == a && backlog.isEmpty)
        let none = backlog.next()
        #expect(none == nil)
    }

    @Test func `what nobody knows stays unknown`() throws {
        var backlog = LogBacklog()
        for bytes in [nil, 5] { _ = backlog.add(try log("a"), bytes: bytes) }
        let entry = backlog.next()
        #expect(entry != nil && entry?.unread == nil)
    }

    @Test func `of too many the one that waits longest gives way`() throws {
        var backlog = LogBacklog(maximum: 2)
        for name in ["a", "b"] { _ = backlog.add(try log(name), bytes: 7) }
        let given = backlog.add(try log("c"), bytes: 1)
        let oldest = try log("a")
        #expect(given == LogBacklog.Entry(log: oldest, unread: 7))
        #expect(backlog.unread == 8)
    }
}
