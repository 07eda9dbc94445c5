import Glibc

/// Start of a host → the last of many jobs is up, and what it then costs that they sleep.
struct FleetBench {
    private static let sizes = [1000, 5000, 10_000]
    private static let settling: Int32 = 15_000
    private static let idleSeconds = 30

    private let stage: Stage

    init(_ stage: Stage) {
        self.stage = stage
    }

    /// Besides their starts, 45 s for each size.
    func run() throws {
        print("many jobs   (up: at most 1.5 x; 1000 jobs: at most 30 MiB PSS and 0.02 % of a core when idle)")
        for size in Self.sizes {
            let floor = try measureLoop(size)
            let host = try Host(stage, "fleet\(size)", start: false) { jobs in
                try Shell.run("mkdir -p \(jobs)/continuous")
                for number in 1...size { try make("\(jobs)/continuous/j\(number)", number) }
            }
            defer { host.stop() }
            let start = Clock.now()
            try host.start()
            guard let up = stage.wait(forCount: size, seconds: 300) else { throw BenchError("the jobs are not all up") }
            let time = Double(up - start) / 1e9
            Clock.pause(Self.settling)
            let before = host.processorTime
            Clock.pause(Int32(Self.idleSeconds * 1000))
            let used = Double(host.processorTime - before) / 1e9 / Double(Self.idleSeconds) * 100
            print(
                "  \(size) jobs   up in \(Samples.text(time)) s, loop \(Samples.text(floor)) s = x \(Samples.text(time / floor))   "
                    + "\(Samples.text(Double(host.proportionalSize) / 1024)) MiB PSS   \(Samples.text(used)) % of a core"
            )
        }
        print("")
    }

    private func make(_ job: String, _ number: Int) throws {
        guard mkdir(job, 0o755) == 0, link(stage.stamp, "\(job)/run") == 0 else {
            throw BenchError("cannot make \(job)")
        }
        try stage.write(
            "\(job)/settings.job",
            "{\"arguments\": [\"\(stage.fifo)\", \"j\(number)\", \"stay\"]}"
        )
    }

    /// Seconds a bare loop takes to start as many.
    private func measureLoop(_ size: Int) throws -> Double {
        let start = Clock.now()
        var processes: [pid_t] = []
        defer {
            for process in processes { kill(process, SIGKILL) }
            for process in processes {
                var status: Int32 = 0
                waitpid(process, &status, 0)
            }
        }
        for number in 1...size {
            processes.append(try Shell.spawn(stage.stamp, ["stamp", stage.fifo, "l\(number)", "stay"]))
            stage.drain()
        }
        guard let up = stage.wait(forCount: size, seconds: 60) else {
            throw BenchError("the loop's jobs are not all up")
        }
        return Double(up - start) / 1e9
    }
}
