import JobModel
import LinuxSystem
import TestKit
import Testing

/// The commands themselves: what they print, and how they end.
@Suite struct CommandLineTests {
    @Test func `what a name holds cannot move the cursor of who reads it`() async throws {
        let site = try await TestSite.start()
        let name = "red\u{1B}[31m\u{7}\r\u{202E}"
        try site.add("triggered/\(name)", ["run.sh": "echo hi\n"])
        try await eventually("the folder is noticed") { try await site.nyala("jobs").output.contains("red") }
        let results = [
            try await site.nyala("jobs"), try await site.nyala("status", name), try await site.nyala("run", name),
            try await site.nyala("check", "\(site.home)/site/wwwroot"),
        ]
        for result in results {
            let harmful = result.all.unicodeScalars.filter {
                $0 != "\n" && ($0.properties.generalCategory == .control || $0.value == 0x202E)
            }
            #expect(harmful.isEmpty, "\(result.all.debugDescription)")
        }
        #expect(results[0].output.contains(#"red\u{1B}[31m"#), "\(results[0].all)")
    }

    static let usages: [([String], Int32)] = [
        (["nonsense"], 2), (["run"], 2), (["--help"], 0), (["--version"], 0), (["cron", "next", "0 0 * *"], 2),
        (["check", "/does/not/exist"], 2), (["new", "bad name", "--site", "/tmp"], 2),
        (["new", "name", "--template", "cobol", "--site", "/tmp"], 2), (["serve", "--listen", "nowhere"], 2),
    ]

    @Test(arguments: usages)
    func `wrong usage ends with 2 and a sentence`(arguments: [String], code: Int32) async throws {
        let scratch = try ScratchDirectory()
        let result = try await Command.run(
            Program.path,
            arguments,
            in: scratch.path,
            environment: ["NYALA_HOME": scratch.at("home")]
        )
        #expect(result.code == code, "\(result.all)")
        #expect(!result.all.isEmpty)
    }

    @Test func `without a host the commands say how to start it and end with 5`() async throws {
        let scratch = try ScratchDirectory()
        for verb in [["jobs"], ["status"], ["run", "x"], ["logs", "x"], ["deployments"]] {
            let result = try await Program.run(verb + ["--home", scratch.at("home")])
            #expect(result.code == 5, "\(result.all)")
            #expect(result.errorOutput.contains("nyala serve --home"))
        }
    }

    @Test func `an unknown job ends with 4 and the nearest name`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "true\n"])
        try await eventually("it is known") { try await site.job("triggered/report") != nil }
        let result = try await site.nyala("run", "raport")
        #expect(result.code == 4)
        #expect(result.errorOutput.contains("did you mean \"report\"?"), "\(result.all)")
    }

    @Test func `init makes a home once and prints a password that works`() async throws {
        let scratch = try ScratchDirectory()
        let home = scratch.at("home")
        let made = try await Program.run(["init", "--home", home])
        #expect(made.isSuccess)
        #expect(made.output.contains("password  "))
        let again = try await Program.run(["init", "--home", home])
        #expect(again.isSuccess)
        #expect(!again.output.contains("password  "), "\(again.all)")
    }

    @Test func `one host serves a home`() async throws {
        let site = try await TestSite.start()
        let second = try await Program.run(["serve", "--home", site.home, "--listen", "127.0.0.1:0"])
        #expect(second.code == 1)
        #expect(second.errorOutput.contains("another host serves"))
    }

    @Test(arguments: ["continuous", "triggered"], ["bash", "python"])
    func `a job made from a template runs`(type: String, template: String) async throws {
        let site = try await TestSite.start()
        let made = try await site.nyala("new", "mine", "--type", type, "--template", template)
        #expect(made.isSuccess, "\(made.all)")
        if type == "continuous" {
            _ = try await site.waitForStart(of: "continuous/mine")
        } else {
            #expect(try await site.nyala("run", "mine", "--wait", "--", "x").output.contains("argument: x"))
        }
        #expect(try await site.problems("\(type)/mine").isEmpty)
        #expect(try await site.nyala("new", "mine", "--type", type).code == 1)
    }

    @Test func `every template checks without a problem of its own`() async throws {
        let scratch = try ScratchDirectory()
        for type in ["continuous", "triggered"] {
            for template in ["bash", "python", "node", "php", "ruby", "swift"] {
                let made = try await Program.run([
                    "new", "j-\(template)", "--type", type, "--template", template, "--site", scratch.path,
                ])
                #expect(made.isSuccess, "\(made.all)")
            }
        }
        let check = try await Program.run(["check", scratch.path, "--json"])
        let problems = try JSONValue.parse(Array(check.output.utf8)).array ?? []
        // A machine need not have every language.
        #expect(problems.allSatisfy { $0["code"]?.string == "missing_runtime" }, "\(check.output)")
    }

    @Test func `a clone is deployed without its git`() async throws {
        let site = try await TestSite.start()
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("triggered/report", "run.sh", "true\n")
        try await clone.commit("first")
        let result = try await site.nyala("deploy", clone.path)
        #expect(result.isSuccess, "\(result.all)")
        #expect(try await site.job("triggered/report") != nil)
        #expect(!AtomicFile.exists("\(site.home)/site/wwwroot/.git"))
    }

    @Test func `a folder is deployed without git`() async throws {
        let site = try await TestSite.start()
        try site.scratch.write("folder/App_Data/jobs/continuous/one/run.sh", JobScripts.steady())
        let result = try await site.nyala("deploy", site.scratch.at("folder"), "--message", "by hand")
        #expect(result.isSuccess, "\(result.all)")
        #expect(result.output.contains("continuous/one"))
        _ = try await site.waitForStart(of: "continuous/one")
        try site.scratch.write("folder/App_Data/jobs/continuous/two/notes.txt", "no script")
        let refused = try await site.nyala("deploy", site.scratch.at("folder"))
        #expect(refused.code == 1)
        #expect(refused.output.contains("there is nothing to run"), "\(refused.all)")
        #expect(try await site.nyala("deployments").output.contains("by hand"))
    }

    @Test func `the next times of a schedule are printed, one a line`() async throws {
        let next = ["cron", "next", "0 30 2 * * *", "--from", "2031-03-29T12:00:00Z", "--count", "2", "--tz", "UTC"]
        #expect(try await Program.run(next).output == "2031-03-30T02:30:00Z\n2031-03-31T02:30:00Z\n")
        let paris = ["cron", "next", "0 0 12 * * *", "--from", "2031-07-01T12:00:00Z", "--tz", "Europe/Paris"]
        #expect(try await Program.run(paris).output == "2031-07-02T12:00:00+02:00\n")
        #expect(try await Program.run(paris + ["--json"]).output == "[\n  \"2031-07-02T12:00:00+02:00\"\n]\n")
        for count in ["0", "-1", "10001"] {
            let result = try await Program.run(["cron", "next", "0 0 12 * * *", "--count=\(count)"])
            #expect(result.code == 2)
            #expect(result.errorOutput.contains("from 1 to 10000, not \(count)"), "\(result.all)")
        }
    }

    @Test func `a schedule is told in words`() async throws {
        #expect(try await Program.run(["cron", "explain", "0 30 2 * * *"]).output == "at 02:30:00 every day\n")
        let bad = try await Program.run(["cron", "explain", "0 30 25 * * *"])
        #expect(bad.code == 2)
        #expect(bad.errorOutput.contains("hour"), "\(bad.all)")
        let json = try await Program.run(["cron", "explain", "0 30 2 * * *", "--json"]).output
        #expect(try JSONValue.parse(Array(json.utf8))["explanation"]?.string == "at 02:30:00 every day")
    }

    @Test func `logs can be followed`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/slow", ["run.sh": "for i in 1 2 3; do echo line $i; sleep 0.2; done\n"])
        #expect(try await site.nyala("run", "slow").isSuccess)
        let followed = try await site.nyala("logs", "slow", "-f")
        #expect(followed.isSuccess)
        #expect(
            followed.output.contains("line 3") && followed.output.contains("Status changed to Success"),
            "\(followed.output)"
        )
        let tail = try await site.nyala("logs", "slow", "-n", "1")
        #expect(tail.output.split(separator: "\n").count == 1)
    }
}
