import JobModel
import Synchronization
import Testing

@testable import ProcessSupervision

@Suite struct LineWatchTests {
    /// In which chunk, counted from 0, the line was found.
    private func chunk(_ pattern: String, _ chunks: [String]) throws -> Int? {
        let found = Mutex(0)
        var watch = LineWatch(WantedLine(try LinePattern(pattern)) { found.withLock { $0 += 1 } })
        for (index, chunk) in chunks.enumerated() {
            var chunk = chunk
            let isFound = chunk.withUTF8 { watch.append(UnsafeRawBufferPointer($0)) }
            #expect(found.withLock { $0 } == (isFound ? 1 : 0))
            if isFound { return index }
        }
        return nil
    }

    @Test func `a line is found, in whatever pieces it comes`() throws {
        #expect(try chunk("ready", ["a\nready\nb\n"]) == 0)
        #expect(try chunk("ready", ["a\nre", "ad", "y now\n"]) == 2)
        #expect(try chunk("/^ready$/", ["not ready\n", "rea", "dy\r\n"]) == 2)
        #expect(try chunk("ready", ["\n", "", "\n\n", "ready", "\n"]) == 4)
    }

    @Test func `a line that has not ended does not count, and lines are not run together`() throws {
        #expect(try chunk("ready", ["ready"]) == nil)
        #expect(try chunk("ready", ["re\nady\n"]) == nil)
        #expect(try chunk("ready", ["re\n", "ady\n"]) == nil)
    }

    @Test func `only the beginning of a long line is looked at`() throws {
        let long = String(repeating: "x", count: LineWatch.lookedAt)
        #expect(try chunk("ready", [long, "ready\n"]) == nil)
        #expect(try chunk("ready", [long + "\n", "ready\n"]) == 1)
        #expect(try chunk("ready", [String(long.dropLast(5)) + "ready" + long + "\n"]) == 0)
    }
}
