import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// What a deployment builds before its jobs start: real pip, real npm, real scripts, without a network.
@Suite struct BuildTests {
    /// Says what it found in the module that was installed for it.
    private static let python = "import greeter, time\nprint(greeter.WORD, flush=True)\ntime.sleep(1000)\n"

    /// A package for pip with one module, in a folder that pip looks into instead of the network.
    private func makeWheel(_ site: TestSite, _ version: String, word: String) async throws {
        let script = """
            import sys, zipfile
            version, word, folder = sys.argv[1:]
            info = f"greeter-{version}.dist-info"
            with zipfile.ZipFile(f"{folder}/greeter-{version}-py3-none-any.whl", "w") as wheel:
                wheel.writestr("greeter.py", f"WORD = {word!r}\\n")
                wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: greeter\\nVersion: {version}\\n")
                wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
                wheel.writestr(f"{info}/RECORD", "")
            """
        try Folder.create(site.scratch.at("wheels"))
        let made = try await Command.run("python3", ["-c", script, version, word, site.scratch.at("wheels")])
        try #require(made.isSuccess, "\(made.all)")
    }

    private func start(_ settings: [String: String] = [:]) async throws -> TestSite {
        let site = try await TestSite.start(settings: settings)
        // Where pip looks; pip reads it anew for each build.
        let path = "home/site/settings.json"
        var object = try JSONValue.parse(Array((try site.scratch.read(path) ?? "{}").utf8)).object ?? JSONObject()
        object["PIP_NO_INDEX"] = .string("1")
        object["PIP_FIND_LINKS"] = .string(site.scratch.at("wheels"))
        try site.scratch.write(path, String(decoding: JSONValue.object(object).serialized(), as: UTF8.self))
        return site
    }

    /// Changes these files of jobs and pushes.
    private func push(
        _ clone: GitClone,
        _ site: TestSite,
        _ jobs: [String: [String: String]]
    ) async throws -> Command.Result {
        for (job, files) in jobs {
            for (file, text) in files { try clone.writeJob(job, file, text) }
        }
        try await clone.commit("change")
        return try await clone.push(site)
    }

    private func builds(_ site: TestSite) throws -> [String] {
        try Folder.names(in: "\(site.home)/data/builds")
    }

    @Test func `a build makes what run names`() async throws {
        let site = try await start()
        let clone = try await GitClone(in: site.scratch)
        let build = "printf '#!/bin/sh\\necho served\\n' > server; chmod +x server\n"
        let pushed = try await push(
            clone,
            site,
            ["triggered/made": ["build.sh": build, "settings.job": "{\"run\": [\"./server\"]}\n"]]
        )
        #expect(pushed.isSuccess, "\(pushed.all)")
        #expect(try await site.nyala("run", "made", "--wait").output.contains("served"))
    }

    @Test func `python requirements are installed once, and again when they change`() async throws {
        let site = try await start()
        try await makeWheel(site, "1.0", word: "hello")
        try await makeWheel(site, "2.0", word: "good day")
        let clone = try await GitClone(in: site.scratch)
        let files = ["run.py": Self.python, "requirements.txt": "greeter==1.0\n", "notes.txt": "1"]
        let first = try await push(clone, site, ["continuous/hello": files])
        #expect(first.isSuccess, "\(first.all)")
        #expect(first.all.contains("building continuous/hello: requirements.txt"), "\(first.all)")
        #expect(first.all.contains("hello: Successfully installed greeter-1.0"), "\(first.all)")
        try await eventually("it has said so") { try site.log("continuous/hello").contains("INFO] hello\n") }
        let made = try builds(site)
        #expect(made.count == 1)

        // Another file changes: nothing is built, and the module is still there.
        let second = try await push(clone, site, ["continuous/hello": ["notes.txt": "2"]])
        #expect(second.isSuccess && !second.all.contains("building"), "\(second.all)")
        #expect(try builds(site) == made)
        let before = try await site.waitForStart(of: "continuous/hello")

        let third = try await push(clone, site, ["continuous/hello": ["requirements.txt": "# newer\ngreeter==2.0\n"]])
        #expect(third.isSuccess && third.all.contains("Successfully installed greeter-2.0"), "\(third.all)")
        _ = try await site.waitForStart(of: "continuous/hello", notAs: before)
        try await eventually("it says the new word") { try site.log("continuous/hello").contains("INFO] good day\n") }
        #expect(try builds(site).count == 2)
        // Back again, what was built is there.
        let back = try await site.nyala("rollback")
        #expect(back.isSuccess && !back.output.contains("building"), "\(back.all)")
    }

    @Test func `a build that fails refuses the push, names the line and leaves the old job alone`() async throws {
        let site = try await start()
        try await makeWheel(site, "1.0", word: "hello")
        let clone = try await GitClone(in: site.scratch)
        let files = ["run.py": Self.python, "requirements.txt": "greeter==1.0\n"]
        #expect(try await push(clone, site, ["continuous/hello": files]).isSuccess)
        let pid = try await site.waitForStart(of: "continuous/hello")
        let refused = try await push(
            clone,
            site,
            ["continuous/hello": ["requirements.txt": "# new\ngreeter==1.0\nno-such>=3\n"]]
        )
        #expect(!refused.isSuccess)
        #expect(
            refused.all.contains(
                "continuous/hello/requirements.txt:3: the build failed with exit code 1: ERROR: No matching"
            ),
            "\(refused.all)"
        )
        #expect(try await site.pid("continuous/hello") == pid)
        #expect(try builds(site).count == 1)
        #expect(try await site.nyala("deployments", "--json").output.contains("\"failed\""))
    }

    @Test func `the line to blame is found in the file that was included`() async throws {
        let site = try await start()
        let clone = try await GitClone(in: site.scratch)
        let files = ["run.py": Self.python, "requirements.txt": "-r more.txt\n", "more.txt": "# more\n\nno-such==1\n"]
        let refused = try await push(clone, site, ["continuous/hello": files])
        #expect(!refused.isSuccess)
        #expect(
            refused.all.contains("continuous/hello/more.txt:3: the build failed with exit code 1"),
            "\(refused.all)"
        )
    }

    @Test func `what somebody took away is built again by the next deployment`() async throws {
        let site = try await start()
        let clone = try await GitClone(in: site.scratch)
        let build = "echo $(date +%N) > made\n"
        #expect(
            try await push(clone, site, ["triggered/own": ["build.sh": build, "run.sh": "cat made && echo found\n"]])
                .isSuccess
        )
        #expect(try await site.nyala("run", "own", "--wait").output.contains("INFO] found\n"))
        try Folder.removeTree("\(site.home)/data/builds")
        try await clone.git("commit", "-q", "--allow-empty", "-m", "nothing")
        let empty = try await clone.push(site)
        #expect(empty.isSuccess && empty.all.contains("building triggered/own: build.sh"), "\(empty.all)")
        #expect(empty.all.contains("triggered/own   unchanged"), "\(empty.all)")
        let run = try await site.nyala("run", "own", "--wait")
        #expect(run.isSuccess && run.output.contains("INFO] found\n"), "\(run.all)")

        // A host that looked while it was away says so until it is there again.
        try Folder.removeTree("\(site.home)/data/builds")
        try await site.end(with: SIGTERM)
        let again = try await site.startAgain()
        try await eventually("it misses the product") {
            try await again.problems("triggered/own").contains { $0.contains("nothing was built from it") }
        }
        let other = try await push(clone, again, ["triggered/other": ["run.sh": "true\n"]])
        #expect(other.isSuccess && other.all.contains("building triggered/own"), "\(other.all)")
        try await eventually("it misses nothing") { try await again.problems("triggered/own").isEmpty }
        #expect(try await again.nyala("run", "own", "--wait").output.contains("INFO] found\n"))
    }

    @Test func `what cannot be built again for a job that stays refuses nothing, and is told`() async throws {
        let site = try await start()
        let clone = try await GitClone(in: site.scratch)
        let build = "test ! -e \(site.scratch.at("broken"))\ntouch made\n"
        #expect(
            try await push(clone, site, ["triggered/own": ["build.sh": "set -e\n\(build)", "run.sh": "true\n"]])
                .isSuccess
        )
        try Folder.removeTree("\(site.home)/data/builds")
        try site.scratch.write("broken", "")
        let pushed = try await push(clone, site, ["triggered/other": ["run.sh": "true\n"]])
        #expect(pushed.isSuccess, "\(pushed.all)")
        #expect(pushed.all.contains("triggered/own lacks what was built for it, and that failed"), "\(pushed.all)")
        #expect(pushed.all.contains("own/build.sh:2: the build failed with exit code 1"), "\(pushed.all)")
    }

    @Test func `what one job writes among its packages changes no other job`() async throws {
        let site = try await start()
        try await makeWheel(site, "1.0", word: "hello")
        let clone = try await GitClone(in: site.scratch)
        let writes = "import greeter\nopen(greeter.__file__, 'w').write('WORD = \"spoilt\"\\n')\n"
        let says = "import greeter\nprint(greeter.WORD)\n"
        let pushed = try await push(
            clone,
            site,
            [
                "triggered/writes": ["run.py": writes, "requirements.txt": "greeter\n"],
                "triggered/says": ["run.py": says, "requirements.txt": "greeter\n"],
            ]
        )
        #expect(pushed.isSuccess, "\(pushed.all)")
        #expect(try builds(site).count == 2)
        #expect(try await site.nyala("run", "writes", "--wait").isSuccess)
        let said = try await site.nyala("run", "says", "--wait")
        #expect(said.output.contains("INFO] hello\n"), "\(said.all)")
    }

    @Test func `the first build of a job that is there makes it changed, and a broken file is refused with its place`()
        async throws
    {
        let site = try await start()
        let clone = try await GitClone(in: site.scratch)
        #expect(try await push(clone, site, ["triggered/own": ["run.sh": "true\n"]]).isSuccess)
        let pushed = try await push(clone, site, ["triggered/own": ["build.sh": "touch made\n"]])
        #expect(pushed.isSuccess && pushed.all.contains("triggered/own   changed   1 file"), "\(pushed.all)")
        let refused = try await push(
            clone,
            site,
            ["triggered/own": [".deployment": "[config]\ncommand: bash build.sh\n"]]
        )
        #expect(!refused.isSuccess)
        #expect(refused.all.contains("own/.deployment:2:1: warning: this says nothing"), "\(refused.all)")
        #expect(refused.all.contains("own/.deployment:1:1: it names no command"), "\(refused.all)")
    }

    @Test func `a job's own build makes what it runs with`() async throws {
        let site = try await start()
        let clone = try await GitClone(in: site.scratch)
        let files = [
            "build.sh":
                "echo making things\nmkdir -p made/deep\necho \"made for $WEBJOBS_NAME\" > made/deep/word\necho new > old\n",
            "old": "old\n", "run.sh": "cat made/deep/word old\n",
        ]
        let pushed = try await push(clone, site, ["triggered/own": files])
        #expect(pushed.isSuccess && pushed.all.contains("own: making things"), "\(pushed.all)")
        let run = try await site.nyala("run", "own", "--wait")
        #expect(
            run.isSuccess && run.output.contains("INFO] made for own\n") && run.output.contains("INFO] new\n"),
            "\(run.all)"
        )
        // The files that people see and edit are those that were deployed.
        #expect(try site.scratch.read(site.name("triggered/own", "old")) == "old\n")

        let broken = "set -e\necho fine\n\nfalse\necho never\n"
        let refused = try await push(clone, site, ["triggered/own": ["build.sh": broken]])
        #expect(!refused.isSuccess)
        #expect(
            refused.all.contains("triggered/own/build.sh:4: the build failed with exit code 1: fine"),
            "\(refused.all)"
        )
        #expect(!refused.all.contains("never"))
    }

    @Test func `the original's .deployment names the command`() async throws {
        let site = try await start()
        let clone = try await GitClone(in: site.scratch)
        let files = [
            ".deployment": "[config]\ncommand = bash make-it.sh 'a b'\n", "make-it.sh": "echo \"$1\" > made\n",
            "run.sh": "cat made\n",
        ]
        #expect(try await push(clone, site, ["triggered/own": files]).isSuccess)
        #expect(try await site.nyala("run", "own", "--wait").output.contains("INFO] a b\n"))
    }

    @Test func `node packages are installed from the lock file`() async throws {
        let site = try await start()
        let clone = try await GitClone(in: site.scratch)
        let manifest =
            "{\"name\": \"job\", \"version\": \"1.0.0\", \"dependencies\": {\"greeter\": \"file:./greeter\"}}"
        let lock = """
            {"name": "job", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {
              "": {"name": "job", "version": "1.0.0", "dependencies": {"greeter": "file:./greeter"}},
              "greeter": {"version": "1.0.0"},
              "node_modules/greeter": {"resolved": "greeter", "link": true}}}
            """
        let files = [
            "package.json": manifest, "package-lock.json": lock,
            "greeter/package.json": "{\"name\": \"greeter\", \"version\": \"1.0.0\", \"main\": \"index.js\"}",
            "greeter/index.js": "module.exports = 'hello from a package'\n",
            "run.js": "console.log(require('greeter'))\n",
        ]
        let pushed = try await push(clone, site, ["triggered/node": files])
        #expect(pushed.isSuccess && pushed.all.contains("building triggered/node: package-lock.json"), "\(pushed.all)")
        #expect(try await site.nyala("run", "node", "--wait").output.contains("INFO] hello from a package\n"))
    }

    @Test func `a build can be cancelled`() async throws {
        let site = try await start()
        let clone = try await GitClone(in: site.scratch)
        let slow = "echo $$ > \(site.scratch.at("child"))\nsleep 1000\n"
        async let pushed = push(clone, site, ["triggered/slow": ["build.sh": slow, "run.sh": "true\n"]])
        try await eventually("it builds") { (try site.scratch.read("child") ?? "").hasSuffix("\n") }
        let listed = try await site.nyala("deployments", "--json").output
        let deployment = try #require(try JSONValue.parse(Array(listed.utf8)).array?.first)
        #expect(deployment["status"]?.string == "building")
        let id = try #require(deployment["id"]?.string)
        #expect(try await site.nyala("deployments", "cancel", id).isSuccess)
        let result = try await pushed
        #expect(!result.isSuccess && result.all.contains("cancelled"), "\(result.all)")
        let child = try #require(Int((try site.scratch.read("child") ?? "").filter(\.isNumber)))
        #expect(!TreeTests.isAlive(child))
        #expect(try builds(site).isEmpty)
        #expect(try await site.job("triggered/slow") == nil)
    }

    @Test func `a build that is killed with its host leaves nothing, and the next one works`() async throws {
        let site = try await start()
        let clone = try await GitClone(in: site.scratch)
        let slow =
            "echo $$ > \(site.scratch.at("child"))\ntest -e \(site.scratch.at("quick")) || sleep 1000\ntouch made\n"
        async let pushed = push(clone, site, ["triggered/slow": ["build.sh": slow, "run.sh": "ls made\n"]])
        try await eventually("it builds") { (try site.scratch.read("child") ?? "").hasSuffix("\n") }
        try await site.end(with: SIGKILL)
        #expect(try await !pushed.isSuccess)
        let again = try await site.startAgain()
        let child = try #require(Int((try site.scratch.read("child") ?? "").filter(\.isNumber)))
        #expect(!TreeTests.isAlive(child))
        #expect(try builds(again).isEmpty)
        try site.scratch.write("quick", "")
        #expect(try await clone.push(again).isSuccess)
        #expect(try await again.nyala("run", "slow", "--wait").output.contains("INFO] made\n"))
    }

    @Test func `a build takes only so long, and leaves no process behind`() async throws {
        let site = try await start(["build.timeout": "1s"])
        let clone = try await GitClone(in: site.scratch)
        let slow = "sleep 1000 & echo $! > \(site.scratch.at("child"))\nwait\n"
        let late = try await push(clone, site, ["triggered/slow": ["build.sh": slow, "run.sh": "true\n"]])
        #expect(!late.isSuccess)
        #expect(
            late.all.contains("slow/build.sh: the build took longer than build.timeout allows (1 s)"),
            "\(late.all)"
        )
        let child = try #require(Int((try site.scratch.read("child") ?? "").filter(\.isNumber)))
        #expect(!TreeTests.isAlive(child))
        #expect(try builds(site).isEmpty)
    }

    @Test func `a job put there by hand says that nothing was built for it, and runs`() async throws {
        let site = try await start()
        try site.add("triggered/hand", ["run.py": "print('runs')\n", "requirements.txt": "greeter\n"])
        #expect(try await site.nyala("run", "hand", "--wait").output.contains("INFO] runs\n"))
        #expect(
            try await site.problems("triggered/hand").contains {
                $0.contains("hand/requirements.txt: warning: nothing was built from it")
            }
        )
    }

    @Test func `a dry run says what would be built`() async throws {
        let site = try await start()
        for (name, text) in ["run.sh": "true\n", "build.sh": "touch made\n"] {
            try site.scratch.write("folder/App_Data/jobs/triggered/own/\(name)", text)
        }
        let dry = try await site.nyala("deploy", site.scratch.at("folder"), "--dry-run")
        #expect(dry.output.contains("would build App_Data/jobs/triggered/own/build.sh"), "\(dry.all)")
        #expect(try builds(site).isEmpty)
    }
}
