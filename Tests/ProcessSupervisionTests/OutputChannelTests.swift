import JobModel
import LinuxSystem
import ProcessSupervision
import TestKit
import Testing

@Suite struct OutputChannelTests {
    private let scratch: ScratchDirectory
    private let loop: SystemLoop
    private let staging: OutputStaging
    private let instance: InstanceID

    init() throws {
        scratch = try ScratchDirectory()
        loop = try SystemLoop(name: "test-output")
        staging = try OutputStaging()
        instance = try #require(InstanceID("a1b2c3"))
    }

    private func channel(_ file: String = "log.txt", behind: Duration = .zero) -> OutputChannel {
        OutputChannel(
            location: LogLocation(path: scratch.at(file), maximumSize: nil),
            instance: instance,
            loop: loop,
            staging: staging,
            clock: StandingClock(behind: behind)
        )
    }

    /// Waits until all output is in the log.
    private func finish(_ channel: OutputChannel) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            channel.finish { continuation.resume() }
        }
    }

    private func line(_ label: String, _ text: String) -> String {
        "[\(StandingClock.wallText) > a1b2c3: \(label)] \(text)\n"
    }

    @Test func `lines of the job stand between the host's, in the order they came`() async throws {
        let channel = channel()
        let output = try TestPipe()
        let errors = try TestPipe()
        channel.write(.systemInfo, "Status changed to Running")
        channel.attach(output: output.reading, errorOutput: errors.reading)
        try output.write("one\ntw")
        try await eventually("the first line is written") { try scratch.read("log.txt")?.contains("one") == true }
        try errors.write("wrong\n")
        try await eventually("the error is written") { try scratch.read("log.txt")?.contains("wrong") == true }
        try output.write("o\n")
        output.close()
        errors.close()
        await finish(channel)
        channel.write(.systemWarning, "Status changed to Success")
        try await loop.perform {}
        let expected = [
            line("SYS INFO", "Status changed to Running"), line("INFO", "one"), line("ERR ", "wrong"),
            line("INFO", "two"), line("SYS WARN", "Status changed to Success"),
        ]
        #expect(try scratch.read("log.txt") == expected.joined())
    }

    @Test func `what is in the pipe at the end is not lost, nor a last line without newline`() async throws {
        let channel = channel()
        let output = try TestPipe()
        let errors = try TestPipe()
        try output.write("written before it was attached\nlast")
        output.close()
        errors.close()
        channel.attach(output: output.reading, errorOutput: errors.reading)
        await finish(channel)
        let expected = line("INFO", "written before it was attached") + line("INFO", "last")
        #expect(try scratch.read("log.txt") == expected)
    }

    @Test func `each line of a text of the host's gets its own stamp`() async throws {
        let channel = channel()
        channel.write(.systemError, "first\n\nthird")
        await finish(channel)
        let expected = ["first", "", "third"].map { line("SYS ERR ", $0) }.joined()
        #expect(try scratch.read("log.txt") == expected)
    }

    @Test func `a flood passes whole and in order`() async throws {
        let channel = channel()
        let output = try TestPipe()
        let errors = try TestPipe()
        let writers = try BlockingExecutor(name: "test-flood", threads: 2)
        channel.attach(output: output.reading, errorOutput: errors.reading)
        async let outputDone: Void = writers.perform { try Self.flood(output, "out") }
        async let errorsDone: Void = writers.perform { try Self.flood(errors, "err") }
        try await outputDone
        try await errorsDone
        await finish(channel)
        let lines = try #require(try scratch.read("log.txt")).split(separator: "\n")
        let expected = (0..<Self.floodLines).map { "line \($0)" }
        for (label, name) in [("INFO", "out"), ("ERR ", "err")] {
            let head = line(label, "\(name) ").dropLast()
            let own = lines.filter { $0.hasPrefix(head) }.map { String($0.dropFirst(head.count)) }
            let isWhole = own == expected
            #expect(isWhole, "\(own.count) lines of \(name)")
        }
        #expect(lines.count == 2 * Self.floodLines)
    }

    @Test(arguments: [1, 100, 2049, 4000, 4097, 65_536])
    func `a line longer than the pipe holds up nobody, in whatever pieces it comes`(pieceSize: Int) async throws {
        let channel = channel()
        let output = try TestPipe()
        let errors = try TestPipe()
        let writers = try BlockingExecutor(name: "test-line", threads: 1)
        channel.attach(output: output.reading, errorOutput: errors.reading)
        let size = max(pieceSize, 300_000 / pieceSize * pieceSize)
        async let isWritten: Void = writers.perform {
            let piece = String(repeating: "x", count: pieceSize)
            // Single bytes are looked at one by one: some are enough.
            for _ in 0..<min(4000, size / pieceSize) { try output.write(piece) }
            try output.write("\nnext\n")
            output.close()
            errors.close()
        }
        try await isWritten
        await finish(channel)
        let long = String(repeating: "x", count: min(4000, size / pieceSize) * pieceSize)
        let isWhole = try scratch.read("log.txt") == line("INFO", long) + line("INFO", "next")
        #expect(isWhole)
    }

    /// Several times the room of a pipe.
    private static let floodLines = 20_000

    private static func flood(_ pipe: TestPipe, _ name: String) throws {
        for start in stride(from: 0, to: floodLines, by: 500) {
            try pipe.write((start..<start + 500).map { "\(name) line \($0)\n" }.joined())
        }
        pipe.close()
    }

    // MARK: the end

    @Test func `without streams the end is at once`() async throws {
        await finish(channel())
        #expect(try Folder.names(in: scratch.path).isEmpty)
    }

    @Test func `output that a descendant still holds back is waited for`() async throws {
        // For a clock that runs so far ahead, the limit is far away, however busy this machine is.
        let channel = channel(behind: .seconds(-60))
        let output = try TestPipe()
        let errors = try TestPipe()
        let done = Recorder<Bool>()
        channel.attach(output: output.reading, errorOutput: errors.reading)
        try output.write("early\n")
        channel.finish { done.add(true) }
        try await loop.perform {}
        #expect(done.values.isEmpty)
        errors.close()
        try output.write("late\n")
        try await eventually("the late line is written") { try scratch.read("log.txt")?.contains("late") == true }
        #expect(done.values.isEmpty)
        output.close()
        try await eventually("the end is told") { !done.values.isEmpty }
        #expect(done.values == [true])
        #expect(try scratch.read("log.txt") == line("INFO", "early") + line("INFO", "late"))
    }

    @Test func `a stream that never ends is given up 5 s after its last piece`() async throws {
        #expect(OutputChannel.drainLimit == .seconds(5))
        // For a clock that runs so far behind, the limit is over a moment from now.
        let channel = channel(behind: OutputChannel.drainLimit - .milliseconds(50))
        let output = try TestPipe()
        let errors = try TestPipe()
        channel.attach(output: output.reading, errorOutput: errors.reading)
        try output.write("unfinished")
        await finish(channel)
        #expect(try scratch.read("log.txt") == line("INFO", "unfinished"))
        // Nobody reads any more.
        try output.write("too late\n")
        try await loop.perform {}
        #expect(try scratch.read("log.txt") == line("INFO", "unfinished"))
    }

    // MARK: a log that cannot be written

    @Test func `says how many bytes of the log were lost as soon as it can be written again`() async throws {
        let channel = channel("gone/log.txt")
        channel.write(.systemInfo, "lost")
        channel.write(.systemInfo, "lost as well")
        try await loop.perform {}
        try Folder.create(scratch.at("gone"))
        channel.write(.systemInfo, "there")
        channel.write(.systemInfo, "and more")
        await finish(channel)
        let count = line("SYS INFO", "lost").utf8.count + line("SYS INFO", "lost as well").utf8.count
        let reason = "they could not be written: No such file or directory"
        #expect(channel.lostBytes == count)
        let expected = [
            line("SYS ERR ", "\(count) bytes of log are missing here, \(reason)"),
            line("SYS INFO", "there"),
            line("SYS INFO", "and more"),
        ]
        #expect(try scratch.read("gone/log.txt") == expected.joined())
    }

    @Test func `a job goes on although its log cannot be written`() async throws {
        let channel = channel("gone/log.txt")
        let output = try TestPipe()
        let errors = try TestPipe()
        channel.attach(output: output.reading, errorOutput: errors.reading)
        try output.write("lost\n")
        output.close()
        errors.close()
        await finish(channel)
        #expect(try Folder.names(in: scratch.path).isEmpty)
    }
}
