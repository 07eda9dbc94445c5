import Glibc

/// HTTP trigger → first instruction, beside a bare spawn of the same program, beside a bare loop in C that takes HTTP,
/// and beside the `webhook` daemon.
struct TriggerBench {
    private static let warmUp = 5

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
        let loop = try Peer(stage.loop) { ["\($0)", stage.stamp, stage.fifo, "loop"] }
        defer { loop.stop() }
        let webhook = try Peer("webhook") { port in
            let hooks = """
                [{"id": "bench", "execute-command": "\(stage.stamp)", "pass-arguments-to-command": [
                {"source": "string", "name": "\(stage.fifo)"}, {"source": "string", "name": "webhook"}]}]
                """
            try stage.write("\(stage.path)/hooks.json", hooks)
            return ["-hooks", "\(stage.path)/hooks.json", "-ip", "127.0.0.1", "-port", "\(port)"]
        }
        defer { webhook.stop() }
        Clock.pause(500)
        let systems = [
            System("loop", "loop in C over HTTP", try Connection(port: loop.port), "/run"),
            System("webhook", "webhook", try Connection(port: webhook.port), "/hooks/bench"),
            System("nyala", "nyala", try Connection(port: host.port), "/api/triggeredwebjobs/bench/run"),
        ]
        var floor = Samples("bare spawn")
        for round in 0..<repetitions + Self.warmUp {
            try measureFloor(&floor, counts: round >= Self.warmUp)
            for system in systems { try measure(system, counts: round >= Self.warmUp) }
        }
        let all = systems.map(\.samples)
        Samples.show("trigger -> first instruction", [floor, all[2]], target: "at most 1.3 x")
        Samples.show("trigger -> first instruction, all over HTTP", all, target: "at most 1.3 x")
    }

    private func measureFloor(_ floor: inout Samples, counts: Bool) throws {
        Clock.pause(20)
        let start = Clock.now()
        let process = try Shell.spawn(stage.stamp, ["stamp", stage.fifo, "floor"])
        let bare = stage.wait(for: "floor")
        var status: Int32 = 0
        waitpid(process, &status, 0)
        if counts { floor.add(from: start, to: bare) }
    }

    private func measure(_ system: System, counts: Bool) throws {
        Clock.pause(20)
        let start = Clock.now()
        system.connection.post(system.path)
        let triggered = stage.wait(for: system.id)
        guard (200..<300).contains(system.connection.status()) else {
            throw BenchError("\(system.id) refused a trigger")
        }
        if counts { system.samples.add(from: start, to: triggered) }
    }

    /// One that is triggered by a POST on a kept connection.
    private final class System {
        let id: String
        let connection: Connection
        let path: String
        var samples: Samples

        init(_ id: String, _ name: String, _ connection: Connection, _ path: String) {
            self.id = id
            self.connection = connection
            self.path = path
            samples = Samples(name)
        }
    }
}
