import JobModel
import Testing

@testable import HTTPAPI

@Suite struct LogStreamPaceTests {
    private let start = MonotonicTime(nanoseconds: 5_000_000_000)

    @Test func `a silent stream tells each minute that it is there`() {
        var pace = LogStreamPace(start: start, timeLimit: .seconds(7200))
        #expect(pace.step(at: start + .seconds(59), hasLines: false) == .nothing)
        #expect(pace.step(at: start + .seconds(60), hasLines: false) == .heartbeat(minutes: 1))
        #expect(pace.step(at: start + .seconds(61), hasLines: false) == .nothing)
        #expect(pace.step(at: start + .seconds(121), hasLines: false) == .heartbeat(minutes: 2))
        #expect(pace.step(at: start + .seconds(150), hasLines: true) == .nothing)
        #expect(pace.step(at: start + .seconds(209), hasLines: false) == .nothing)
        #expect(pace.step(at: start + .seconds(210), hasLines: false) == .heartbeat(minutes: 1))
    }

    @Test func `it ends at its limit, also when lines come`() {
        var pace = LogStreamPace(start: start, timeLimit: .seconds(10))
        #expect(pace.step(at: start + .seconds(9), hasLines: true) == .nothing)
        #expect(pace.step(at: start + .seconds(10), hasLines: true) == .end)
        #expect(LogStreamPace.defaultTimeLimit == .seconds(7200))
    }

    static let lines: [(String, String?, String?)] = [
        ("2031-02-03T04:05:06.789Z notice listening port=1", "notice", "listening port=1"),
        ("2031-02-03T04:05:06.789Z notice", nil, nil), ("not a line", nil, nil), ("", nil, nil),
        ("2031-99-03T04:05:06.789Z notice x", nil, nil),
    ]

    @Test(arguments: lines)
    func `lines of the host's log are taken apart`(line: String, level: String?, message: String?) {
        let entry = RecentLogRoutes.entry(Array(line.utf8))
        #expect(entry?["level"]?.string == level)
        #expect(entry?["message"]?.string == message)
    }

    @Test func `output has a limit and says so once`() {
        let output = CommandOutput()
        let line = String(repeating: "x", count: 1023)
        for _ in 0..<2000 { output.add(line) }
        output.add("later")
        #expect(output.text.utf8.count < CommandOutput.maximumSize + 200)
        #expect(output.text.hasSuffix("the rest is left out)\n"))
        #expect(output.text.split(separator: "\n").count == 1025)
    }

    @Test func `who finds no seat free is sent away, and a seat is given back`() {
        let seats = Seats(count: 1)
        #expect(seats.take())
        #expect(!seats.take())
        seats.leave()
        #expect(seats.take())
    }
}
