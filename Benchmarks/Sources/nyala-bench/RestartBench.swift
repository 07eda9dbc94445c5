import Glibc

/// A continuous job is killed → first instruction of its next process, beside a loop that waits and starts.
struct RestartBench {
    /// A job that ends sooner is one that crashes in a loop, for every supervisor.
    private static let life: Int32 = 1200

    private let stage: Stage

    init(_ stage: Stage) {
        self.stage = stage
    }

    func run(_ repetitions: Int) throws {
        let host = try Host(stage, "restart") { jobs in
            let job = "\(jobs)/continuous/bench"
            try Shell.run("mkdir -p \(job) && cp \(stage.stamp) \(job)/run")
            let settings = "{\"arguments\": [\"\(stage.fifo)\", \"nyala\", \"stay\"], \"restart\": {\"delay\": \"0s\"}}"
            try stage.write("\(job)/settings.job", settings)
        }
        defer { host.stop() }
        guard stage.wait(for: "nyala") != nil else { throw BenchError("the job does not start") }
        var bare = try startBare()
        defer { end(bare) }
        var (floor, nyala) = (Samples("waitpid + vfork"), Samples("nyala, restart.delay 0"))
        for _ in 0..<repetitions {
            Clock.pause(Self.life)
            var start = Clock.now()
            end(bare)
            bare = try Shell.spawn(stage.stamp, ["stamp", stage.fifo, "bare", "stay"])
            floor.add(from: start, to: stage.wait(for: "bare"))
            guard let job = host.jobProcesses.first else { throw BenchError("the job does not run") }
            start = Clock.now()
            kill(job, SIGKILL)
            nyala.add(from: start, to: stage.wait(for: "nyala"))
        }
        Samples.show("kill -> first instruction", [floor, nyala], target: "at most 4 x and 2 ms")
    }

    private func startBare() throws -> pid_t {
        let process = try Shell.spawn(stage.stamp, ["stamp", stage.fifo, "bare", "stay"])
        _ = stage.wait(for: "bare")
        return process
    }

    private func end(_ process: pid_t) {
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }
}
