import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// As whom jobs run, and how far they are shut in.
@Suite struct SeparationTests {
    static let isRoot = geteuid() == 0
    private static let user = "54321"

    /// A site whose home every user may look into.
    private func start(_ settings: [String: String] = [:], _ options: [String] = []) async throws -> TestSite {
        let scratch = try ScratchDirectory()
        chmod(scratch.path, 0o755)
        return try await TestSite.start(settings: settings, options: options, scratch: scratch)
    }

    private func output(_ site: TestSite, _ script: String, _ settings: String) async throws -> String {
        try site.add("triggered/probe", ["run.sh": "\(script)\n", "settings.job": "{\(settings)}"])
        let done = try await site.nyala("run", "probe", "--wait")
        return done.all
    }

    // MARK: users

    @Test(.enabled(if: isRoot, "only root can become somebody else"), arguments: [[], ["--without-cgroups"]])
    func `a job runs as its user, with its files and its streams, and ends completely`(options: [String]) async throws {
        let site = try await start([:], options)
        let script = """
            id -u; id -g; id -G
            echo "$HOME $USER"
            echo mine > "$WEBJOBS_DATA_PATH/file" && echo data
            echo copy > "$WEBJOBS_PATH/made" && echo copy
            echo again > /dev/stderr
            cat "\(site.home)/site/settings.json" || echo "no settings"
            ls "\(site.home)/run" || echo "no socket"
            rm -f "$WEBJOBS_DATA_PATH/$WEBJOBS_RUN_ID/status" 2>/dev/null
            setsid sleep 912345 &
            """
        let text = try await output(site, script, "\"user\": \(Self.user)")
        for line in ["54321\n", "data\n", "copy\n", "] again\n", "no settings\n", "no socket\n"] {
            #expect(text.contains(line), "\(line) is missing in \(text)")
        }
        #expect(text.contains("\(site.home)/data/jobs/triggered/probe 54321\n"))
        #expect(try await Command.run("pgrep", ["-f", "sleep 912345"]).output.isEmpty)
        #expect(try await site.job("triggered/probe")?["latest_run"]?["outcome"]?.string == "Success")
    }

    @Test(.enabled(if: isRoot, "only root can become somebody else"))
    func `the site names a user for all jobs, and a job can still ask for root`() async throws {
        let site = try await start(["jobs.user": Self.user])
        #expect(try await output(site, "id -u", "").contains("54321\n"))
        try site.write("triggered/probe", "settings.job", "{\"user\": \"root\"}")
        #expect(try await site.nyala("run", "probe", "--wait").output.contains("INFO] 0\n"))
    }

    @Test(.enabled(if: isRoot, "only root can become somebody else"))
    func `a job gets its secret files, and another user's job does not`() async throws {
        let site = try await start()
        let set = ["secrets", "set", "TOKEN", "--home", site.home]
        #expect(try await Program.run(set, input: "sesame-sesame").isSuccess)
        let settings = "{\"user\": \(Self.user), \"secrets\": [{\"name\": \"TOKEN\", \"as\": \"file\"}]}"
        let script =
            "wc -c < $CREDENTIALS_DIRECTORY/TOKEN; echo $CREDENTIALS_DIRECTORY > $WEBJOBS_DATA_PATH/where; "
            + "sleep 1000\n"
        try site.add("continuous/holder", ["run.sh": script, "settings.job": settings])
        try await eventually("it has it") { try site.log("continuous/holder").contains("INFO] 13\n") }
        let folder = (try site.scratch.read("home/data/jobs/continuous/holder/where") ?? "").filter { $0 != "\n" }
        let pid = try await site.waitForStart(of: "continuous/holder")
        let thief = "cat \(folder)/TOKEN; cat /proc/\(pid)/environ && echo got; id -u"
        let text = try await output(site, thief, "\"user\": 54777")
        #expect(text.contains("54777\n"))
        #expect(!text.contains("sesame") && !text.contains("got"))
    }

    @Test func `a user that does not exist keeps the job from running, with the place`() async throws {
        let site = try await start()
        try site.add(
            "continuous/lost",
            ["run.sh": JobScripts.steady(), "settings.job": "{\n  \"user\": \"no-such-user\"}"]
        )
        try await eventually("it says so") { try await !site.problems("continuous/lost").isEmpty }
        let text = "lost/settings.job:2:11: \"user\": there is no user \"no-such-user\" on this machine"
        #expect(try await site.problems("continuous/lost").first?.hasSuffix(text) == true)
        #expect(try await site.job("continuous/lost")?["status"]?.string == "Problem")
        #expect(try await site.pid("continuous/lost") == nil)
        let checked = try await Program.run(["check", "\(site.home)/site/wwwroot"])
        #expect(checked.all.contains("settings.job:2:11: warning: \"user\": there is no user"))
    }

    @Test(.enabled(if: isRoot, "only root can become somebody else"))
    func `a log that a job has put a link or a pipe for is written, and what the link names is not`() async throws {
        let site = try await start()
        let settings = "{\"user\": \(Self.user), \"log\": {\"max_bytes\": 2000, \"files\": 2}}"
        let script = """
            cd "$WEBJOBS_DATA_PATH"
            rm -f job_log.txt; mv job_log.txt other
            while [ -e job_log.txt ]; do echo filling-filling-filling; done 2>/dev/null
            ln -s "\(site.scratch.at("victim"))" job_log.txt
            for i in 1 2 3 4 5 6 7 8 9; do ln -s "\(site.scratch.at("victim"))" job_log.txt; echo "line $i"; sleep 0.05; done
            echo finished; sleep 1000
            """
        try site.scratch.write("victim", "untouched\n")
        chmod(site.scratch.at("victim"), 0o666)
        try site.add("continuous/sly", ["run.sh": script, "settings.job": settings])
        try await Command.run("sleep", ["1.5"])
        #expect(try site.scratch.read("victim") == "untouched\n")
        #expect(try await site.nyala("stop", "sly").isSuccess)
    }

    // MARK: privileges, /tmp, sandbox

    @Test func `no new privileges, unless asked otherwise`() async throws {
        let site = try await start()
        #expect(try await output(site, "grep NoNewPrivs /proc/self/status", "").contains("NoNewPrivs:\t1"))
        try site.write("triggered/probe", "settings.job", "{\"no_new_privs\": false}")
        #expect(try await site.nyala("run", "probe", "--wait").output.contains("NoNewPrivs:\t0"))
    }

    @Test func `a private tmp is there, the job's alone, and goes with it`() async throws {
        let site = try await start()
        let script = "echo \"in $TMPDIR\"; stat -c %a \"$TMPDIR\"; mktemp > /dev/null && echo made"
        let text = try await output(site, script, "\"private_tmp\": true")
        // The home of a test lies below /tmp, which mounts would hide.
        #expect(text.contains("in \(site.home)/tmp/private/triggered/probe/"))
        #expect(text.contains("] 700\n") && text.contains("] made\n"))
        try await eventually("it is gone") {
            try Folder.names(in: "\(site.home)/tmp/private/triggered/probe").isEmpty
        }
    }

    @Test(.enabled(if: Sandbox.version > 0, "this kernel has no Landlock"))
    func `a job in a sandbox reaches what is its own and what it was given`() async throws {
        let site = try await start()
        try site.scratch.write("given/in", "given\n")
        try site.scratch.write("out/old", "")
        let script = """
            echo mine > "$WEBJOBS_DATA_PATH/file" && echo data
            echo temporary > "$TMPDIR/file" && echo tmp
            cat "\(site.scratch.at("given/in"))"
            echo x > "\(site.scratch.at("given/in"))" || echo "given stays"
            echo x > "\(site.scratch.at("out/new"))" && echo out
            cat "\(site.home)/site/settings.json" || echo "no settings"
            cat "\(site.home)/site/secrets.key" || echo "no key"
            ls "\(site.home)/data/jobs" || echo "no others"
            echo x > run.sh || echo "own files stay"
            """
        let settings =
            "\"sandbox\": {\"read\": [\"\(site.scratch.at("given"))\"], \"write\": [\"\(site.scratch.at("out"))\"]}"
        let text = try await output(site, script, settings)
        let expected = [
            "data", "tmp", "given", "given stays", "out", "no settings", "no key", "no others", "own files stay",
        ]
        for line in expected { #expect(text.contains("INFO] \(line)\n"), "\(line) is missing in \(text)") }
        #expect(try site.scratch.read("given/in") == "given\n")
    }

    @Test(.enabled(if: Sandbox.version >= 6, "this kernel's Landlock knows no signals"))
    func `a job in a sandbox cannot look into or end another one of the same user`() async throws {
        let site = try await start()
        try site.add(
            "continuous/victim",
            ["run.sh": JobScripts.steady(), "settings.job": "{\"environment\": {\"PIN\": \"open-sesame\"}}"]
        )
        let pid = try await site.waitForStart(of: "continuous/victim")
        let script = "kill -9 \(pid) && echo killed; cat /proc/\(pid)/environ && echo read; echo done"
        let text = try await output(site, script, "\"sandbox\": true")
        #expect(text.contains("INFO] done\n"))
        #expect(!text.contains("killed") && !text.contains("read") && !text.contains("sesame"))
        #expect(TreeTests.isAlive(pid))
    }

    @Test(.enabled(if: Sandbox.version >= 4, "this kernel's Landlock knows no network"))
    func `without network a job reaches nobody`() async throws {
        let site = try await start()
        let script = "(exec 3<>/dev/tcp/127.0.0.1/\(site.port)) && echo reached; echo done"
        #expect(try await output(site, script, "\"sandbox\": {\"network\": true}").contains("reached"))
        try site.write("triggered/probe", "settings.job", "{\"sandbox\": {\"network\": false}}")
        let text = try await site.nyala("run", "probe", "--wait").all
        #expect(text.contains("done") && !text.contains("reached"))
    }

    @Test(.enabled(if: Sandbox.version > 0, "this kernel has no Landlock"))
    func `a sandbox around something that is not there is told before anything runs`() async throws {
        let site = try await start()
        _ = try await output(site, "echo ran", "\"sandbox\": {\"write\": [\"/no/such/place\"]}")
        let run = try #require(try await site.job("triggered/probe")?["latest_run"])
        #expect(run["cause"]?.string == "start_failed")
        #expect(run["detail"]?.string?.contains("/no/such/place") == true)
    }
}
