import Glibc

/// HTTP trigger → first instruction, beside a bare spawn of the same program.
struct TriggerBench {
    private let stage: Stage

    init(_ stage: Stage) {
        self.stage = stage
    }

    func run(_ repetitions: Int) throws {
        let host = try Host(stage, "trigger")
        defer { host.stop() }
        let job = "\(host.jobs)/triggered/bench"
        try Shell.run("mkdir -p \(job) && cp \(stage.stamp) \(job)/run")
        try stage.write("\(job)/settings.job", "{\"arguments\": [\"\(stage.fifo)\", \"nyala\"]}")
        Clock.pause(500)
        let connection = try Connection(port: host.port)
        var floor = Samples("bare spawn")
        var nyala = Samples("nyala, POST on a kept connection")
        for round in 0..<repetitions + 5 {
            Clock.pause(20)
            var start = Clock.now()
            let process = try Shell.spawn(stage.stamp, ["stamp", stage.fifo, "floor"])
            let bare = stage.wait(for: "floor")
            var status: Int32 = 0
            waitpid(process, &status, 0)
            if round >= 5 { floor.add(from: start, to: bare) }

            Clock.pause(20)
            start = Clock.now()
            connection.post("/api/triggeredwebjobs/bench/run")
            let triggered = stage.wait(for: "nyala")
            guard connection.status() == 202 else { throw BenchError("a trigger was refused") }
            if round >= 5 { nyala.add(from: start, to: triggered) }
        }
        Samples.show("trigger -> first instruction", [floor, nyala], target: "at most 1.3 x")
    }
}
