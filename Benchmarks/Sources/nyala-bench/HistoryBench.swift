import Glibc

/// What a long history costs: a start of the host, a page of it, and its removal while other jobs are due.
struct HistoryBench {
    private static let runs = 100_000
    private static let jobs = 100
    private static let repetitions = 20

    private let stage: Stage

    init(_ stage: Stage) {
        self.stage = stage
    }

    func run() throws {
        try measure("history: \(Self.runs) runs of one job", jobs: 1)
        try measure("history: \(Self.runs) runs of \(Self.jobs) jobs", jobs: Self.jobs)
        try measureRemoval()
    }

    // MARK: reading

    private func measure(_ title: String, jobs: Int) throws {
        let host = try Host(stage, "history") { try make(in: $0, jobs: jobs) }
        host.stop()
        sync()
        let start = Clock.now()
        let again = try Host(again: host)
        let milliseconds = Double(Clock.now() - start) / 1e6
        defer { remove(again) }
        print("\(title)   (start: under 2000 ms; a page: under 20 ms)")
        print("  host start                        \(Samples.text(milliseconds)) ms")
        let job = "/api/v1/jobs/triggered/h1/runs"
        let middle = Self.name(Self.runs / jobs / 2)
        for (name, path) in [
            ("first page", job), ("page in the middle", "\(job)?before=\(middle)"),
            ("failed runs", "\(job)?outcome=Failed"), ("all jobs", "/api/v1/runs"),
            ("the original's history", "/api/triggeredwebjobs/h1/history"),
        ] {
            try measure(name, path, again)
        }
        print("")
    }

    private func measure(_ name: String, _ path: String, _ host: Host) throws {
        var times = Samples(name)
        var first = 0.0
        for number in 0...Self.repetitions {
            let connection = try Connection(port: host.port)
            let start = Clock.now()
            connection.get(path)
            let status = connection.status()
            let end = Clock.now()
            guard status == 200 else { throw BenchError("GET \(path) was answered with \(status)") }
            if number == 0 { first = Double(end - start) / 1e6 } else { times.add(from: start, to: end) }
        }
        let padding = String(repeating: " ", count: max(1, 34 - name.count))
        print("  \(name)\(padding)p50 \(Samples.text(times.percentile(50))) ms   the first time \(Samples.text(first))")
    }

    // MARK: removing

    /// A job whose history must shrink to 50, beside one that is due every second.
    private func measureRemoval() throws {
        let log = "\(stage.path)/ticks"
        try Shell.run("touch \(log)")
        let host = try Host(stage, "history") { folder in
            try make(in: folder, jobs: 1)
            try makeJob("\(folder)/triggered/clock", "{\"schedule\": \"* * * * * *\", \"arguments\": [\"\(log)\"]}")
        }
        defer { remove(host) }
        Clock.pause(5000)
        let quiet = try lateness(log, seconds: 10) {}
        var removal = 0.0
        let busy = try lateness(log, seconds: 1) {
            let connection = try Connection(port: host.port)
            // One more run is when the limits are looked at.
            try Shell.run("sed -i 's/1000000/50/' \(host.jobs)/triggered/h1/settings.job")
            Clock.pause(1000)
            let start = Clock.now()
            connection.post("/api/triggeredwebjobs/h1/run")
            guard connection.status() == 202 else { throw BenchError("the job cannot be run") }
            let folder = "\(host.home)/data/jobs/triggered/h1"
            while count(folder) > 100, Clock.now() - start < 120_000_000_000 { Clock.pause(500) }
            removal = Double(Clock.now() - start) / 1e9
        }
        print("history: \(Self.runs) runs shrink to 50, beside a job that is due every second")
        print("  removal                           \(Samples.text(removal)) s")
        for (name, times) in [("lateness before", quiet), ("lateness meanwhile", busy)] {
            let padding = String(repeating: " ", count: 34 - name.count)
            let (p50, longest) = (Ticks.percentile(times, 50), Ticks.percentile(times, 100))
            print("  \(name)\(padding)p50 \(Samples.text(p50)) ms   max \(Samples.text(longest))   n \(times.count)")
        }
        print("")
    }

    /// How late the job was that is due every second, while something happened and for so long after it.
    private func lateness(_ log: String, seconds: Int32, while body: () throws -> Void) throws -> [Int64] {
        let first = Clock.wallTime() / 1_000_000_000 + 1
        try body()
        Clock.pause(seconds * 1000)
        let end = Clock.wallTime() / 1_000_000_000
        var ticks = Ticks()
        try ticks.add(log, Ticks.Window(jobs: 1, first: first, period: 1, times: Int(end - first)))
        return ticks.all
    }

    /// How many runs are left, without the names that begin with a dot.
    private func count(_ folder: String) -> Int {
        guard let names = opendir(folder) else { return 0 }
        defer { closedir(names) }
        var count = 0
        while let entry = readdir(names) { count += entry.pointee.d_name.0 == 0x2E ? 0 : 1 }
        return count
    }

    // MARK: the home

    private func make(in folder: String, jobs: Int) throws {
        let home = folder.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        mkdir("\(folder)/triggered", 0o755)
        for number in 1...jobs {
            try makeJob("\(folder)/triggered/h\(number)", "{\"history\": {\"runs\": 1000000}}")
            try makeHistory("\(home)/data/jobs/triggered/h\(number)", Self.runs / jobs)
        }
    }

    private func makeJob(_ folder: String, _ settings: String) throws {
        mkdir(folder, 0o755)
        try stage.write("\(folder)/run", bytes: Host.bytes(stage.tick), mode: 0o755)
        try stage.write("\(folder)/settings.job", settings)
    }

    private func makeHistory(_ folder: String, _ count: Int) throws {
        try Shell.run("mkdir -p \(folder)")
        for number in 0..<count {
            let name = Self.name(number)
            let time = "2031-01-01T00:00:00Z"
            mkdir("\(folder)/\(name)", 0o755)
            let outcome = number % 100 == 0 ? "Failed" : "Success"
            try stage.write("\(folder)/\(name)/output_log.txt", "")
            try stage.write(
                "\(folder)/\(name)/status",
                "{\"Trigger\":\"External - bench\",\"Status\":\"\(outcome)\",\"StartTime\":\"\(time)\",\"EndTime\":\"\(time)\","
                    + "\"Cause\":\"exit\",\"ExitCode\":0}\n"
            )
        }
    }

    /// The run of this number: one a minute of a year that is over.
    private static func name(_ number: Int) -> String {
        let (day, minute) = (number / 1440, number % 1440)
        let digits = [day / 28 + 1, day % 28 + 1, minute / 60, minute % 60, 0].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "2025\(digits.joined())0000"
    }

    private func remove(_ host: Host) {
        host.stop()
        // What stays goes with the stage.
        _ = try? Shell.run("rm -rf \(host.home)")
    }
}
