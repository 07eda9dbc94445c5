import JobModel
import Testing

@testable import ProcessSupervision

/// Lines are read as they are written.
@Suite struct StampedLineTests {
    @Test(arguments: LogLevel.allCases, ["", "#1", "#12"])
    func `what was put before a line is found again`(_ level: LogLevel, _ label: String) throws {
        let time = Timestamp(seconds: 1_927_858_301)
        var stamp = LogStamp(instance: InstanceID(random: 7))
        let line = stamp.bytes(for: level, at: time, label) + Array("text ] > [: INFO] more".utf8)
        let found = try #require(StampedLine(line[...]))
        #expect(found.time == time && found.level == level && found.label == label)
        #expect(found.instance == InstanceID(random: 7).text)
        #expect(String(decoding: found.text, as: UTF8.self) == "text ] > [: INFO] more")
    }

    @Test(arguments: [
        "", "plain", "[", "[2031-02-03T04:05:06.789Z", "[2031-02-03T04:05:06.789Z > a1b2c3: WHAT] x",
        "[2031-02-03T04:05:06.789Z > a1b2c3 INFO] x", "[then > a1b2c3: INFO] x", "[2031-02-03T04:05:06.789Z > a1: INFO",
    ])
    func `other lines have no stamp`(_ line: String) {
        #expect(StampedLine(Array(line.utf8)[...]) == nil)
    }
}
