import JobModel
import Testing

@testable import ProcessSupervision

@Suite struct LogStampTests {
    private let instance: InstanceID
    private let time = Timestamp(nanoseconds: 1_927_857_906_789_000_000)

    init() throws {
        instance = try #require(InstanceID("a1b2c3"))
    }

    @Test(arguments: [
        (LogLevel.output, "[2031-02-03T04:05:06.789Z > a1b2c3: INFO] "),
        (.errorOutput, "[2031-02-03T04:05:06.789Z > a1b2c3: ERR ] "),
        (.systemInfo, "[2031-02-03T04:05:06.789Z > a1b2c3: SYS INFO] "),
        (.systemWarning, "[2031-02-03T04:05:06.789Z > a1b2c3: SYS WARN] "),
        (.systemError, "[2031-02-03T04:05:06.789Z > a1b2c3: SYS ERR ] "),
    ])
    func `says when, where and how serious, in the original's shape`(level: LogLevel, expected: String) {
        var stamp = LogStamp(instance: instance)
        let texts = [text(&stamp, level, time), text(&stamp, level, time)]
        #expect(texts == [expected, expected])
    }

    @Test func `says of which process of a job with several a line is`() {
        var stamp = LogStamp(instance: instance)
        let labels = ["#1", "", "#12", "#1"]
        let found = labels.map { String(decoding: stamp.bytes(for: .output, at: time, $0), as: UTF8.self) }
        #expect(found == labels.map { "[2031-02-03T04:05:06.789Z > a1b2c3\($0): INFO] " })
    }

    @Test func `follows the clock to the millisecond, backwards as well`() {
        var stamp = LogStamp(instance: instance)
        let steps: [(Duration, String)] = [
            (.zero, "06.789Z"), (.nanoseconds(999_999), "06.789Z"), (.milliseconds(1), "06.790Z"),
            (.milliseconds(211), "07.000Z"), (.zero, "06.789Z"), (.milliseconds(-789), "06.000Z"),
        ]
        for (step, end) in steps {
            for (level, label) in [(LogLevel.output, "INFO"), (.systemError, "SYS ERR ")] {
                let found = text(&stamp, level, time + step)
                #expect(found == "[2031-02-03T04:05:\(end) > a1b2c3: \(label)] ")
            }
        }
    }

    private func text(_ stamp: inout LogStamp, _ level: LogLevel, _ time: Timestamp) -> String {
        String(decoding: stamp.bytes(for: level, at: time), as: UTF8.self)
    }
}
