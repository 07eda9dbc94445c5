import TestKit
import Testing

@testable import ProcessSupervision

@Suite struct OpenLogsTests {
    /// Writes to logs by their letters, and says which were closed, in their order.
    private func closed(_ writes: String, limit: Int) -> String {
        var logs = OpenLogs(limit: limit)
        let closed = Recorder<Character>()
        for letter in writes { logs.use(UInt64(letter.asciiValue ?? 0), close: { closed.add(letter) }) }
        return String(closed.values)
    }

    @Test(arguments: [
        ("", 1, ""), ("a", 1, ""), ("aaa", 1, ""), ("ab", 1, "a"), ("abab", 1, "aba"), ("abc", 3, ""),
        ("abcd", 3, "a"), ("abcdef", 3, "abc"),
        // Who writes again stays, until all have.
        ("abcad", 3, "b"), ("abcabcd", 3, "a"), ("abcade", 3, "bc"), ("abcadae", 3, "bc"), ("abcadeb", 3, "bca"),
        // A log comes again as a new one.
        ("abcda", 3, "ab"), ("ab", 0, "a"),
    ])
    func `the one that nobody writes to gives way`(writes: String, limit: Int, expected: String) {
        #expect(closed(writes, limit: limit) == expected)
    }

    @Test func `never more than the limit are open, whoever writes`() {
        var logs = OpenLogs(limit: 50)
        var open: Set<UInt64> = []
        var state: UInt64 = 1
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let log = (state >> 33) % 300
            logs.use(log, close: { open.remove(log) })
            open.insert(log)
            #expect(open.count <= 50)
        }
        #expect(open.count == 50)
    }
}
