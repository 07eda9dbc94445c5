import Glibc

/// Measures the program beside the floor: what the bare system calls cost.
///
///     nyala-bench --program PATH [--only trigger,list,edit,push,zip,scale,schedule,start,restart,minute,crash,history,lines,fleet] [--repetitions N]
///
/// Everything is measured in one run, Nyala and the floor in turns, on loopback and below one temporary folder. Figures
/// are medians; the ratio to the floor is what counts, since machines differ and are noisy. The parts `minute` (six
/// minutes), `crash` (eight), `history` (two), `lines` (one) and `fleet` (three) run only when they are asked for.
@main
struct Bench {
    static func main() {
        do {
            try measure()
        } catch {
            print("nyala-bench: \(error)")
            exit(1)
        }
    }

    private static func measure() throws {
        if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "--watch-floor" {
            BareWatcher.run(CommandLine.arguments[2])
        }
        let options = try Options(CommandLine.arguments)
        // Whoever ends early must not end the measurement.
        signal(SIGPIPE, SIG_IGN)
        let stage = try Stage(program: options.program)
        defer { stage.remove() }
        print("nyala-bench: \(options.repetitions) repetitions each, medians; x = times the floor\n")
        let parts: [(name: String, isLong: Bool, run: () throws -> Void)] = [
            ("trigger", false, { try TriggerBench(stage).run(options.repetitions) }),
            ("list", false, { try ListBench(stage).run(options.repetitions) }),
            ("edit", false, { try EditBench(stage).run(options.repetitions) }),
            ("push", false, { try PushBench(stage).run(options.repetitions) }),
            ("zip", false, { try ZipBench(stage).run() }),
            ("scale", false, { try ScaleBench(stage).run() }),
            ("schedule", false, { try ScheduleBench(stage).run() }),
            ("start", false, { try StartBench(stage).run(options.repetitions) }),
            ("restart", false, { try RestartBench(stage).run(options.repetitions) }),
            ("minute", true, { try ScheduleBench(stage).runMinutes() }),
            ("crash", true, { try CrashBench(stage).run(kills: options.kills) }),
            ("history", true, { try HistoryBench(stage).run() }),
            ("lines", true, { try LinesBench(stage).run() }),
            ("fleet", true, { try FleetBench(stage).run() }),
        ]
        for part in parts where part.isLong ? options.asksFor(part.name) : options.wants(part.name) {
            try part.run()
            // Whoever waits sees what there is, also in a file.
            fflush(nil)
        }
    }
}

/// What the command line asks for.
struct Options {
    let program: String
    let repetitions: Int
    /// Of the part `crash`.
    let kills: Int
    private let only: Set<String>

    init(_ arguments: [String]) throws {
        var program: String?
        var repetitions = 40
        var kills = 200
        var only: Set<String> = []
        var rest = arguments.dropFirst()
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { throw BenchError("\(name) needs a value") }
            switch name {
            case "--program": program = value
            case "--repetitions": repetitions = Int(value) ?? repetitions
            case "--kills": kills = Int(value) ?? kills
            case "--only": only = Set(value.split(separator: ",").map(String.init))
            default: throw BenchError("unknown option \(name)")
            }
        }
        guard let program else {
            throw BenchError(
                "usage: nyala-bench --program PATH [--only trigger,list,edit,push,zip,scale,schedule,start,restart,minute,crash,history,lines,fleet]"
            )
        }
        self.program = program
        self.repetitions = max(30, repetitions)
        self.kills = kills
        self.only = only
    }

    func wants(_ name: String) -> Bool {
        only.isEmpty || asksFor(name)
    }

    func asksFor(_ name: String) -> Bool {
        only.contains(name)
    }
}

struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
