import Glibc

/// `git push` to a path → first instruction of the changed job, beside a bare repository whose hook checks out and
/// starts the script.
struct PushBench {
    private let stage: Stage

    init(_ stage: Stage) {
        self.stage = stage
    }

    /// With a small site and a large one: what did not change must not cost.
    func run(_ repetitions: Int) throws {
        try run(repetitions, files: 100)
        try run(repetitions, files: 5000)
    }

    private func run(_ repetitions: Int, files: Int) throws {
        let host = try Host(stage, "push-path-\(files)")
        defer { host.stop() }
        let webHost = try Host(stage, "push-http-\(files)")
        defer { webHost.stop() }
        let plain = try floorRepository(files)
        defer { _ = try? Shell.run("kill -9 $(cat \(stage.path)/floor-tree-\(files)/pid)") }
        let floorClone = try clone("floor-clone", files, remote: plain)
        let nyalaClone = try clone("nyala-clone", files, remote: "\(host.home)/site/repository")
        let web = "http://bench:\(Host.password)@127.0.0.1:\(webHost.port)/site.git"
        let httpClone = try clone("http-clone", files, remote: web)

        var all = [Samples("git push + checkout + exec"), Samples("nyala, to a path"), Samples("nyala, over HTTP")]
        for round in 1...repetitions + 2 {
            for (index, (clone, name)) in [(floorClone, "floor"), (nyalaClone, "path"), (httpClone, "http")]
                .enumerated()
            {
                try edit(clone, name, "\(files).\(round)")
                Clock.pause(150)
                let start = Clock.now()
                let push = ["env", "git", "-C", clone, "push", "-q", "t", "main"]
                let process = try Shell.spawn("/usr/bin/env", push, isQuiet: true)
                let end = stage.wait(for: "\(name).\(files).\(round)", seconds: 15)
                var status: Int32 = 0
                waitpid(process, &status, 0)
                if round > 2 { all[index].add(from: start, to: end) }
            }
        }
        Samples.show(
            "push of one file to a site of \(files) -> first instruction",
            all,
            target: "to a path: at most 1.2 x"
        )
    }

    private func floorRepository(_ files: Int) throws -> String {
        let path = "\(stage.path)/floor-\(files).git"
        let tree = "\(stage.path)/floor-tree-\(files)"
        try Shell.run("git init -q --bare -b main \(path) && mkdir -p \(tree)")
        let hook = """
            #!/bin/sh
            GIT_WORK_TREE=\(tree) git checkout -q -f main
            [ -e \(tree)/pid ] && kill -9 "$(cat \(tree)/pid)"
            setsid \(tree)/App_Data/jobs/continuous/floor/run.sh </dev/null >/dev/null 2>&1 &
            echo $! >\(tree)/pid

            """
        try stage.write("\(path)/hooks/post-receive", hook, mode: 0o755)
        return path
    }

    private func clone(_ name: String, _ files: Int, remote: String) throws -> String {
        let path = "\(stage.path)/\(name)-\(files)"
        try Shell.run("git init -q -b main \(path) && git -C \(path) remote add t \(remote)")
        try Shell.run("cd \(path) && git config user.name Bench && git config user.email bench@localhost")
        let write = "mkdir -p docs/$((i % 50)) && echo text $i >docs/$((i % 50))/file$i"
        try Shell.run("cd \(path) && for i in $(seq \(files)); do \(write); done")
        return path
    }

    private func edit(_ clone: String, _ name: String, _ round: String) throws {
        let folder = "\(clone)/App_Data/jobs/continuous/\(name)"
        try Shell.run("mkdir -p \(folder)")
        let script = "#!/bin/sh\nexec \(stage.stamp) \(stage.fifo) \(name).\(round) stay\n"
        try stage.write("\(folder)/run.sh", script, mode: 0o755)
        try Shell.run("cd \(clone) && git add -A && git commit -q -m 'round \(round)'")
    }
}
