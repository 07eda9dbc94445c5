import JobModel
import LinuxSystem
import TestKit
import Testing

/// Each broken thing is a problem of the job, in `nyala check` and in the push, and disturbs nothing else.
@Suite struct ProblemTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let job: String
        let files: [String: String]
        let expected: String
        var isWarning = false

        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "broken JSON",
            job: "triggered/j",
            files: ["run.sh": "true", "settings.job": "{\n  \"schedule\": oops\n}"],
            expected: "settings.job:2:15: "
        ),
        Case(
            name: "unknown key",
            job: "triggered/j",
            files: ["run.sh": "true", "settings.job": "{\"shedule\": \"0 0 * * * *\"}"],
            expected: "did you mean \"schedule\"?",
            isWarning: true
        ),
        Case(
            name: "bad cron",
            job: "triggered/j",
            files: ["run.sh": "true", "settings.job": "{\"schedule\": \"0 0 25 * * *\"}"],
            expected: "settings.job:1:"
        ),
        Case(
            name: "no script",
            job: "continuous/j",
            files: ["notes.md": "text"],
            expected: "there is nothing to run: found only notes.md"
        ),
        Case(
            name: "missing runtime",
            job: "continuous/j",
            files: ["run.lua": "print(1)"],
            expected: "install it with: apt-get install lua5.4"
        ),
        Case(name: "bad name", job: "continuous/bad name", files: ["run.sh": "true"], expected: "is not a job name"),
    ]

    @Test(arguments: cases)
    func `it shows on the job, in check and in the push`(broken: Case) async throws {
        let site = try await TestSite.start(environment: ["PATH": "/usr/bin:/bin"])
        try site.add("continuous/good", ["run.sh": JobScripts.steady()])
        let good = try await site.waitForStart(of: "continuous/good")

        let clone = try await GitClone(in: site.scratch)
        for (file, text) in broken.files { try clone.writeJob(broken.job, file, text) }
        let check = try await Program.run(["check", clone.path])
        #expect(check.output.contains(broken.expected), "\(check.all)")
        #expect(check.code == (broken.isWarning ? 0 : 1))

        try await clone.commit("broken")
        let push = try await clone.push(site)
        #expect(push.errorOutput.contains(broken.expected), "\(push.all)")
        #expect(push.isSuccess == broken.isWarning)

        if !broken.isWarning { try site.add(broken.job, broken.files) }
        try await eventually("the job shows it") {
            try await site.problems(broken.job).contains { $0.contains(broken.expected) }
        }
        #expect(try await site.nyala("jobs").output.contains(broken.expected))
        #expect(try await site.pid("continuous/good") == good)
    }

    @Test func `settings that break keep the last good ones in force`() async throws {
        let site = try await TestSite.start()
        try site.add(
            "continuous/set",
            [
                "run.sh": "echo \"value $VALUE\"; sleep 1000\n",
                "settings.job": "{\"environment\": {\"VALUE\": \"good\"}}",
            ]
        )
        try await eventually("it runs") { try site.log("continuous/set").contains("value good") }
        try site.write("continuous/set", "settings.job", "{\"environment\": ")
        try await eventually("the problem shows") { try await !site.problems("continuous/set").isEmpty }
        _ = try await site.waitForStart(of: "continuous/set")
        #expect(try site.log("continuous/set").contains("value \n") == false)
        try site.write("continuous/set", "settings.job", "{\"environment\": {\"VALUE\": \"better\"}}")
        try await eventually("it runs with the new ones") { try site.log("continuous/set").contains("value better") }
        #expect(try await site.problems("continuous/set").isEmpty)
    }
}
