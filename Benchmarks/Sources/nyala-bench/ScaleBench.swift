import Glibc

/// What a host costs that looks after many sleeping jobs.
struct ScaleBench {
    private static let sizes = [0, 100, 1000]
    private static let idleSeconds = 20

    private let stage: Stage

    init(_ stage: Stage) {
        self.stage = stage
    }

    func run() throws {
        print("idle host   (1000 jobs: under 60 MB and under 0.1 % of a core)")
        for size in Self.sizes {
            let host = try Host(stage, "scale\(size)")
            defer { host.stop() }
            try Shell.run(
                "for i in $(seq \(size)); do mkdir \(host.jobs)/continuous/j$i && ln \(stage.idle) \(host.jobs)/continuous/j$i/run; done; true"
            )
            try waitForChildren(of: host, size)
            Clock.pause(3000)
            let before = host.processorTime
            Clock.pause(Int32(Self.idleSeconds * 1000))
            let used = Double(host.processorTime - before) / 1e9 / Double(Self.idleSeconds) * 100
            let megabytes = Double(host.residentSize) / 1024
            print("  \(size) jobs   \(Samples.text(megabytes)) MB resident   \(Samples.text(used)) % of a core")
        }
        print("")
    }

    private func waitForChildren(of host: Host, _ count: Int) throws {
        for _ in 0..<600 {
            // One of them serves.
            if count == 0 || host.children.count > count { return }
            Clock.pause(100)
        }
        throw BenchError("the jobs do not all run")
    }
}
