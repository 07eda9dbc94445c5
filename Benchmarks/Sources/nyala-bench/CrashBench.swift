import Glibc

/// What is left of 500 jobs that run every second when their host is killed again and again.
///
/// Afterwards every second of every job must be accounted for, by one run or by an entry that says why there was none.
struct CrashBench {
    private static let jobs = 500
    /// Milliseconds a host lives before it is killed.
    private static let shortest: Int32 = 500
    private static let longest: Int32 = 2500
    private static let seed: UInt64 = 20_310_203

    private let stage: Stage

    init(_ stage: Stage) {
        self.stage = stage
    }

    /// About two and a half seconds a kill.
    func run(kills: Int) throws {
        print("crash: \(Self.jobs) jobs every second, the host killed \(kills) times   (seed \(Self.seed))")
        let log = "\(stage.path)/ticks"
        try Shell.run("touch \(log)")
        var host = try Host(stage, "crash") { try makeJobs(in: "\($0)/triggered", log: log) }
        var starts = Samples("start")
        var random = Random(state: Self.seed)
        Clock.pause(5000)
        for kill in 1...kills {
            if kill.isMultiple(of: 50) { print("  … \(kill)") }
            Clock.pause(Self.shortest + Int32(random.next() % UInt64(Self.longest - Self.shortest)))
            host.kill()
            let start = Clock.now()
            host = try Host(again: host)
            starts.add(from: start, to: Clock.now())
        }
        Clock.pause(3000)
        host.stop()
        let ledger = try RunLedger(host.home, log: log)
        show(ledger, starts)
        guard ledger.isRight else { throw BenchError("the histories are wrong; they are in \(host.home)") }
        try Shell.run("rm -rf \(host.home) \(log)")
    }

    private func show(_ ledger: RunLedger, _ starts: Samples) {
        print(
            "  seconds         \(ledger.due) due   \(ledger.runs) run   \(ledger.skipped) with an entry that says why not"
        )
        let outcomes = ledger.outcomes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        print("  entries         \(outcomes.joined(separator: "   "))")
        print("  must be 0       \(ledger.lost) lost   \(ledger.doubled) doubled   \(ledger.open) left open")
        for line in ledger.examples { print("                  \(line)") }
        let (median, longest) = (Samples.text(starts.percentile(50)), Samples.text(starts.percentile(100)))
        print("  host start      p50 \(median) ms   max \(longest)\n")
    }

    private func makeJobs(in folder: String, log: String) throws {
        let program = Host.bytes(stage.tick)
        mkdir(folder, 0o755)
        let settings =
            "{\"schedule\": \"* * * * * *\", \"time_zone\": \"UTC\", \"arguments\": [\"\(log)\"], "
            + "\"history\": {\"runs\": 1000000}}"
        for number in 1...Self.jobs {
            let job = "\(folder)/j\(number)"
            guard mkdir(job, 0o755) == 0 else { throw BenchError("cannot make \(job)") }
            try stage.write("\(job)/run", bytes: program, mode: 0o755)
            try stage.write("\(job)/settings.job", settings)
        }
    }
}

/// The same numbers in every run (xorshift).
private struct Random {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
