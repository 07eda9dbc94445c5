import Glibc

/// Edit of a running job's script → first instruction of the new one, beside bare inotify, kill and spawn.
struct EditBench {
    /// Edits that must all be seen.
    private static let manyEdits = 1000

    private let stage: Stage

    init(_ stage: Stage) {
        self.stage = stage
    }

    func run(_ repetitions: Int) throws {
        let host = try Host(stage, "edit")
        defer { host.stop() }
        let bare = "\(stage.path)/bare"
        let quick = "\(host.jobs)/continuous/quick"
        let usual = "\(host.jobs)/continuous/usual"
        try Shell.run("mkdir -p \(bare) \(quick) \(usual)")
        for (folder, name) in [(bare, "bare"), (quick, "quick"), (usual, "usual")] { try write(folder, name, 0) }
        try stage.write("\(quick)/settings.job", "{\"watch\": {\"quiet_period\": 0}}")
        let watcher = try BareWatcher(folder: bare)
        defer { watcher.stop() }
        for name in ["quick.0", "usual.0"] { _ = stage.wait(for: name, seconds: 5) }
        Clock.pause(500)

        var all = [Samples("inotify + kill + spawn"), Samples("nyala, quiet_period 0"), Samples("nyala, default")]
        for round in 1...repetitions + 3 {
            for (index, (folder, name)) in [(bare, "bare"), (quick, "quick"), (usual, "usual")].enumerated() {
                Clock.pause(60)
                let start = Clock.now()
                try write(folder, name, round)
                let end = stage.wait(for: "\(name).\(round)", seconds: 5)
                if round > 3 { all[index].add(from: start, to: end) }
            }
        }
        Samples.show("edit -> first instruction", all, target: "quiet_period 0: at most 1.5 x; default: at most 30 ms")
        try many(quick, repetitions)
    }

    private func many(_ folder: String, _ repetitions: Int) throws {
        var missed = 0
        for round in 1...Self.manyEdits {
            try write(folder, "many", round)
            if stage.wait(for: "many.\(round)", seconds: 5) == nil { missed += 1 }
        }
        print("\(Self.manyEdits) edits one after the other: \(missed) missed   (none)\n")
    }

    private func write(_ folder: String, _ name: String, _ round: Int) throws {
        try stage.write(
            "\(folder)/run.sh",
            "#!/bin/sh\nexec \(stage.stamp) \(stage.fifo) \(name).\(round) stay\n",
            mode: 0o755
        )
    }
}

/// The floor: a process that waits for the end of a write, kills the old script and starts the new one.
///
/// It is started before anything is measured and does nothing else.
struct BareWatcher {
    private let process: pid_t

    init(folder: String) throws {
        // The same program, with the folder as its only argument, in place of a fork, which Swift does not have.
        process = try Shell.spawn("/proc/self/exe", ["nyala-bench", "--watch-floor", folder])
        Clock.pause(300)
    }

    func stop() {
        // First what it started last, which nobody else would end.
        for child in Host.text("/proc/\(process)/task/\(process)/children").split(separator: " ") {
            if let child = pid_t(child) { kill(child, SIGKILL) }
        }
        kill(process, SIGTERM)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    /// What the process does.
    static func run(_ folder: String) -> Never {
        let script = "\(folder)/run.sh"
        let inotify = inotify_init1(0)
        inotify_add_watch(inotify, folder, UInt32(IN_CLOSE_WRITE))
        var buffer = [UInt8](repeating: 0, count: 4096)
        var child: pid_t?
        // Ends with the run: it is a child of it, and the reading fails when it is told to stop.
        while read(inotify, &buffer, buffer.count) > 0 {
            if let old = child {
                kill(old, SIGKILL)
                var status: Int32 = 0
                waitpid(old, &status, 0)
            }
            child = try? Shell.spawn(script, [script])
        }
        exit(0)
    }
}
