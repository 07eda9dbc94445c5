import Glibc

/// A gibibyte of lines on a job's output → the last one in its log, beside `cat` from a pipe into a file.
///
/// Each line of the log has the time before it; `cat` adds nothing.
struct LinesBench {
    private static let lines = 13_421_800
    private static let rounds = 3
    private static let patience = 300.0

    private let stage: Stage

    init(_ stage: Stage) {
        self.stage = stage
    }

    func run() throws {
        print("1 GiB of lines of 80 bytes   (at least 0.6 x the rate of cat, at most 2 x its processor time)")
        var (floor, nyala) = ([Measure](), [Measure]())
        for round in 0..<Self.rounds {
            floor.append(try measureCat())
            nyala.append(try measureHost(round))
        }
        let (cat, own) = (Self.median(floor), Self.median(nyala))
        show("cat", cat, beside: cat)
        show("nyala", own, beside: cat)
        print("")
    }

    private struct Measure {
        let seconds: Double
        let processor: Double
    }

    private func measureCat() throws -> Measure {
        let file = "\(stage.path)/cat.log"
        defer { unlink(file) }
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw BenchError("no pipe") }
        // Neither has the other's end open, or the stream would not end.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let log = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        let cat = try Shell.spawn("/bin/cat", ["cat"], input: ends[0], output: log)
        let arguments = ["lines", stage.fifo, "cat", "\(Self.lines)"]
        let writer = try Shell.spawn(stage.lines, arguments, output: ends[1])
        close(log)
        close(ends[0])
        close(ends[1])
        guard let start = stage.wait(for: "cat") else { throw BenchError("nobody writes") }
        var status: Int32 = 0
        waitpid(writer, &status, 0)
        var usage = rusage()
        wait4(cat, &status, 0, &usage)
        let time = Double(Clock.now() - start) / 1e9
        return Measure(seconds: time, processor: Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime))
    }

    private func measureHost(_ round: Int) throws -> Measure {
        let host = try Host(stage, "lines\(round)")
        defer {
            host.stop()
            _ = try? Shell.run("rm -rf \(host.home)")
        }
        Clock.pause(1000)
        let before = host.processorTime
        let job = "\(host.jobs)/continuous/lines"
        // Beside the jobs and moved in, so that it is there at once.
        try Shell.run("mkdir -p \(host.home)/lines && cp \(stage.lines) \(host.home)/lines/run")
        let settings =
            "{\"arguments\": [\"\(stage.fifo)\", \"nyala\", \"\(Self.lines)\"], "
            + "\"log\": {\"max_bytes\": 8000000000}}"
        try stage.write("\(host.home)/lines/settings.job", settings)
        try Shell.run("mkdir -p \(host.jobs)/continuous && mv \(host.home)/lines \(job)")
        guard let start = stage.wait(for: "nyala") else { throw BenchError("the job does not start") }
        let log = "\(host.home)/data/jobs/continuous/lines/job_log.txt"
        while !Self.hasEnded(log) {
            guard Double(Clock.now() - start) / 1e9 < Self.patience else { throw BenchError("the log does not end") }
            Clock.pause(2)
        }
        let time = Double(Clock.now() - start) / 1e9
        return Measure(seconds: time, processor: Double(host.processorTime - before) / 1e9)
    }

    /// Whether the last line is in the log, which another line may follow.
    private static func hasEnded(_ log: String) -> Bool {
        let file = open(log, O_RDONLY)
        guard file >= 0 else { return false }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 512)
        let size = lseek(file, 0, SEEK_END)
        let count = pread(file, &buffer, buffer.count, max(0, size - 512))
        return count > 0 && String(decoding: buffer[..<count], as: UTF8.self).contains("END\n")
    }

    private static func median(_ all: [Measure]) -> Measure {
        all.sorted { $0.seconds < $1.seconds }[all.count / 2]
    }

    private func show(_ name: String, _ measure: Measure, beside floor: Measure) {
        let rate = Samples.text(Double(Self.lines) * 80 / 1_048_576 / measure.seconds)
        print(
            "  \(name)   \(rate) MiB/s = x \(Samples.text(floor.seconds / measure.seconds))   "
                + "\(Samples.text(measure.processor)) s of processor = x \(Samples.text(measure.processor / floor.processor))"
        )
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }
}
