import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Secrets from the command or request that sets them to the process that gets them, and nowhere else.
@Suite struct SecretTests {
    private static let value = "hunter2-is-no-password"
    private static let json = [APIHeader("Content-Type", "application/json")]

    /// Shows what it was given, and its own environment as the kernel has it.
    private static let script = """
        #!/bin/bash
        trap 'exit 0' TERM
        echo "variable: $DB_PASSWORD"
        printf 'half: %s' "${DB_PASSWORD:0:9}"; sleep 0.2; printf '%s.\\n' "${DB_PASSWORD:9}"
        echo "error: $DB_PASSWORD" >&2
        echo -n "$DB_PASSWORD" | sha256sum | cut -d ' ' -f 1 > "$WEBJOBS_DATA_PATH/sum"
        [ -z "$CREDENTIALS_DIRECTORY" ] || {
            echo "$CREDENTIALS_DIRECTORY" > "$WEBJOBS_DATA_PATH/folder"
            stat -c '%a %n' "$WEBJOBS_SECRETS_PATH" "$WEBJOBS_SECRETS_PATH"/*
            sha256sum < "$WEBJOBS_SECRETS_PATH/db" | cut -d ' ' -f 1 > "$WEBJOBS_DATA_PATH/file-sum"
        }
        echo "$$" >> "$WEBJOBS_DATA_PATH/starts"

        """
    private static let steady = script + "while true; do sleep 1000 & wait $!; done\n"
    private static let both = """
        {"secrets": ["DB_PASSWORD", {"name": "DB_PASSWORD", "as": "file", "to": "db"}]}
        """

    private func set(_ site: TestSite, _ name: String, _ value: String) async throws -> Command.Result {
        try await Program.run(["secrets", "set", name, "--home", site.home], input: value)
    }

    /// Files below a folder in which a text stands.
    private func files(in folder: String, with text: String) async throws -> String {
        try await Command.run("grep", ["-rlaF", "--", text, folder]).output
    }

    private func sum(of text: String) async throws -> String {
        try await String(Command.run("sha256sum", input: text).output.prefix { $0 != " " })
    }

    @Test func `a job that names a secret gets it, its log does not, and the home holds it nowhere`() async throws {
        let site = try await TestSite.start()
        let made = try await set(site, "DB_PASSWORD", Self.value + "\n")
        #expect(made.isSuccess && made.output == "DB_PASSWORD: set\n", "\(made.all)")
        try site.add("triggered/report", ["run.sh": Self.script, "settings.job": Self.both])
        try site.add("triggered/other", ["run.sh": "env; echo \"[$DB_PASSWORD]\"\n"])
        #expect(try await site.nyala("run", "report", "--wait").isSuccess)
        let data = "home/data/jobs/triggered/report"
        let sum = try await sum(of: Self.value)
        #expect(try site.scratch.read("\(data)/sum") == "\(sum)\n")
        #expect(try site.scratch.read("\(data)/file-sum") == "\(sum)\n")
        let output = try await site.nyala("logs", "report").output
        for line in ["variable: ***", "half: ***.", "error: ***"] { #expect(output.contains(line), "\(output)") }
        #expect(output.contains("400 ") && output.contains("500 "), "\(output)")
        let folder = try #require(try site.scratch.read("\(data)/folder")).split(separator: "\n").joined()
        #expect(!Folder.exists(folder))
        #expect(try await site.nyala("run", "other", "--wait").isSuccess)
        #expect(try await site.nyala("logs", "other").output.contains("[]"))
        #expect(try await files(in: site.home, with: Self.value) == "")
    }

    @Test func `only the job's own process has it in its environment`() async throws {
        let site = try await TestSite.start()
        _ = try await set(site, "DB_PASSWORD", Self.value)
        try site.add("continuous/worker", ["run.sh": Self.steady, "settings.job": Self.both])
        try site.add("continuous/other", ["run.sh": JobScripts.steady()])
        let worker = try await site.waitForStart(of: "continuous/worker")
        let other = try await site.waitForStart(of: "continuous/other")
        func environment(_ pid: some BinaryInteger) throws -> String {
            try FileContents.text("/proc/\(pid)/environ") ?? ""
        }
        #expect(try environment(worker).contains("DB_PASSWORD=\(Self.value)"))
        #expect(try !environment(other).contains(Self.value))
        #expect(try !environment(site.servingProcess).contains(Self.value))
        for path in ["/api/v1/jobs", "/api/v1/jobs/continuous/worker", "/api/webjobs", "/api/v1/secrets"] {
            #expect(try !site.call("GET", path).text.contains(Self.value), "\(path)")
        }
        for command in [["explain", "worker"], ["jobs"], ["logs", "worker"], ["secrets"], ["audit"]] {
            let answer = try await site.nyala(command)
            #expect(!answer.all.contains(Self.value), "\(command)")
        }
    }

    @Test func `a job whose secret is not set says so and starts when it is, and again with each change`() async throws
    {
        let site = try await TestSite.start()
        try site.add(
            "continuous/worker",
            ["run.sh": JobScripts.steady(), "settings.job": "{\n  \"secrets\": [\"DB_PASSWORD\"]\n}\n"]
        )
        try site.add("continuous/other", ["run.sh": JobScripts.steady()])
        try site.add("triggered/report", ["run.sh": "echo hi\n", "settings.job": "{\"secrets\": [\"DB_PASSWORD\"]}"])
        let other = try await site.waitForStart(of: "continuous/other")
        let problem =
            "App_Data/jobs/continuous/worker/settings.job:2:15: the secret DB_PASSWORD is not set: "
            + "nyala secrets set DB_PASSWORD"
        #expect(try await site.problems("continuous/worker") == [problem])
        #expect(try await site.job("triggered/report")?["status"]?.string == "Problem")
        let refused = try await site.nyala("run", "report")
        #expect(!refused.isSuccess && refused.errorOutput.contains("nyala secrets set DB_PASSWORD"), "\(refused.all)")
        _ = try await set(site, "DB_PASSWORD", "first value")
        let first = try await site.waitForStart(of: "continuous/worker")
        #expect(try await site.problems("continuous/worker").isEmpty)
        #expect(try await site.nyala("run", "report", "--wait").isSuccess)
        // The same once more is no change; another secret is none of this job's.
        _ = try await set(site, "DB_PASSWORD", "first value")
        _ = try await set(site, "UNRELATED", "first value")
        let replaced = try await set(site, "DB_PASSWORD", "second value")
        #expect(replaced.output == "DB_PASSWORD: replaced\n")
        let second = try await site.waitForStart(of: "continuous/worker", notAs: first)
        try await eventually("it has started twice") { try site.starts("continuous/worker") == 2 }
        #expect(try FileContents.text("/proc/\(second)/environ")?.contains("DB_PASSWORD=second value") == true)
        #expect(try await site.nyala("secrets", "rotate").isSuccess)
        #expect(try await site.nyala("secrets", "remove", "DB_PASSWORD").isSuccess)
        try await eventually("the job is stopped") { try await site.pid("continuous/worker") == nil }
        #expect(try site.starts("continuous/worker") == 2)
        #expect(try await site.problems("continuous/worker") == [problem])
        #expect(try site.log("continuous/worker").contains("the secret DB_PASSWORD is not set"))
        #expect(try await site.pid("continuous/other") == other)
    }

    @Test func `a host that is killed leaves no file with a secret, and the next one clears the rest`() async throws {
        let site = try await TestSite.start()
        _ = try await set(site, "DB_PASSWORD", Self.value)
        try site.add("continuous/worker", ["run.sh": Self.steady, "settings.job": Self.both])
        _ = try await site.waitForStart(of: "continuous/worker")
        try await eventually("it has started") { try site.starts("continuous/worker") == 1 }
        let text = try #require(try site.scratch.read("home/data/jobs/continuous/worker/folder"))
        let folder = text.split(separator: "\n").joined()
        let root = folder.split(separator: "/").dropLast().map { "/\($0)" }.joined()
        #expect(try FileContents.text("\(folder)/db") == Self.value)
        try await site.end(with: SIGKILL)
        _ = try await site.nyala("stop", "worker")
        try site.write("continuous/worker", "disable.job", "")
        let next = try await site.startAgain()
        try await eventually("the next host is ready") { try next.call("GET", "/readyz").status == 200 }
        #expect(!Folder.exists(folder))
        #expect(try await files(in: site.home, with: Self.value) == "")
        #expect(try await next.nyala("start", "worker").isSuccess)
        _ = try await next.waitForStart(of: "continuous/worker")
        #expect(Folder.exists(root))
        try await next.end(with: SIGTERM)
        #expect(!Folder.exists(root))
    }

    @Test func `a host without the right key says which file it is, and no job starts without its value`() async throws
    {
        let site = try await TestSite.start()
        _ = try await set(site, "DB_PASSWORD", Self.value)
        try site.add("continuous/worker", ["run.sh": Self.steady, "settings.job": Self.both])
        _ = try await site.waitForStart(of: "continuous/worker")
        let key = "\(site.home)/site/secrets.key"
        let right = try #require(try FileContents.text(key))
        try site.scratch.write("home/site/secrets.key", String(repeating: "ab", count: 32), mode: 0o600)
        // What was read stays in force, with a warning.
        try await eventually("the job warns") {
            try await site.problems("continuous/worker").contains { $0.contains("warning") && $0.contains(key) }
        }
        #expect(try await site.pid("continuous/worker") != nil)
        try await site.end(with: SIGTERM)
        let next = try await site.startAgain()
        try await eventually("the job has a problem") {
            try await next.problems("continuous/worker").contains { $0.contains("another key than \(key)") }
        }
        #expect(try await next.pid("continuous/worker") == nil)
        let listed = try await next.nyala("secrets")
        #expect(listed.output.contains("DB_PASSWORD") && listed.errorOutput.contains(key), "\(listed.all)")
        let refused = try await set(next, "OTHER", "another value")
        #expect(refused.code == 1 && refused.errorOutput.contains(key), "\(refused.all)")
        try next.scratch.write("home/site/secrets.key", right, mode: 0o600)
        _ = try await next.waitForStart(of: "continuous/worker")
    }

    @Test func `secrets are managed over HTTP by administrators only, and every change is on record`() async throws {
        let site = try await TestSite.start()
        try site.add(
            "triggered/report",
            ["run.sh": "true\n", "settings.job": "{\"secrets\": [\"TOKEN\", \"MISSING\"]}"]
        )
        let body = Array("{\"value\": \"\(Self.value)\"}".utf8)
        let made = try site.call("PUT", "/api/v1/secrets/TOKEN", headers: Self.json, body: body)
        #expect(made.status == 201, "\(made.text)")
        let bytes = [APIHeader("Content-Type", "application/octet-stream")]
        #expect(try site.call("PUT", "/api/v1/secrets/TOKEN", headers: bytes, body: [0, 1, 255]).status == 200)
        try await eventually("the job is known") { try await site.job("triggered/report") != nil }
        let list = try JSONValue.parse(try site.call("GET", "/api/v1/secrets").body)
        let secrets = try #require(list["secrets"]?.array)
        #expect(secrets.map { $0["name"]?.string } == ["MISSING", "TOKEN"])
        #expect(secrets.map { $0["set"]?.string == nil } == [true, false])
        #expect(secrets[1].object?.keys == ["name", "set", "jobs"])
        #expect(secrets[1]["jobs"]?.array == [.string("triggered/report")])
        // Not text, so not a variable.
        #expect(try await site.problems("triggered/report").contains { $0.contains("take it as a file") })
        for scope in ["read", "run", "deploy"] {
            let made = try await site.nyala("tokens", "create", scope, "--scope", scope)
            let token = made.output.split(separator: "\n").joined()
            for (method, path) in [
                ("GET", "/api/v1/secrets"), ("PUT", "/api/v1/secrets/TOKEN"), ("DELETE", "/api/v1/secrets/TOKEN"),
            ] {
                #expect(try site.call(method, path, as: .bearer(token), body: body).status == 403, "\(scope) \(method)")
            }
        }
        for (path, body) in [
            ("/api/v1/secrets/1BAD", "{\"value\": \"x\"}"), ("/api/v1/secrets/TOKEN", "{\"value\": 1}"),
            ("/api/v1/secrets/TOKEN", "{}"), ("/api/v1/secrets/TOKEN", "{\"value\": \"\"}"),
        ] {
            let answer = try site.call("PUT", path, headers: Self.json, body: Array(body.utf8))
            #expect(answer.status == 400, "\(path) \(body): \(answer.text)")
        }
        #expect(try site.call("DELETE", "/api/v1/secrets/TOKEN").status == 204)
        #expect(try site.call("DELETE", "/api/v1/secrets/TOKEN").status == 404)
        let audit = try await site.nyala("audit").output
        #expect(audit.contains("PUT") && audit.contains("/api/v1/secrets/TOKEN"))
        #expect(!audit.contains(Self.value))
    }

    @Test func `secrets are set while no host runs, and a key may lie elsewhere`() async throws {
        let site = try await TestSite.start()
        try await site.end(with: SIGTERM)
        let key = try site.scratch.write("elsewhere.key", String(repeating: "0f", count: 32) + "\n", mode: 0o600)
        let set = try await Command.run(
            Program.path,
            ["secrets", "set", "A", "--home", site.home],
            environment: ["NYALA_SECRETS_KEY_FILE": key],
            input: Self.value
        )
        #expect(set.isSuccess, "\(set.all)")
        #expect(!AtomicFile.exists("\(site.home)/site/secrets.key"))
        let listed = try await site.nyala("secrets", "--json")
        #expect(listed.output.contains("\"A\"") && listed.errorOutput.contains("secrets.key is missing"))
        for arguments in [["set", "A", Self.value], ["set", "no-name"], ["remove", "a b"]] {
            #expect(try await site.nyala(["secrets"] + arguments).code == 2, "\(arguments)")
        }
        #expect(try await site.nyala("secrets", "remove", "B").code == 4)
        #expect(try await site.nyala("secrets", "remove", "A").isSuccess)
        #expect(try await files(in: site.home, with: Self.value) == "")
    }

    @Test func `where no folder is in memory only, a job that wants a file is not started`() async throws {
        let site = try await TestSite.start(environment: ["NYALA_SECRETS_FOLDER": "/proc"])
        _ = try await set(site, "DB_PASSWORD", Self.value)
        try site.add("triggered/report", ["run.sh": Self.script, "settings.job": Self.both])
        let refused = try await site.nyala("run", "report", "--wait")
        #expect(refused.errorOutput.contains("No folder is in memory only"), "\(refused.all)")
        #expect(try await site.problems("triggered/report").contains { $0.contains("/proc") })
    }
}
