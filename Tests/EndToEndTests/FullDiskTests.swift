import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// A disk that is full: what is deployed, changed and written then.
@Suite struct FullDiskTests {
    /// A site on a small disk of its own, which only its host sees: it goes with the host.
    private func start(_ scratch: ScratchDirectory, megabytes: Int = 24) async throws -> (
        host: RunningCommand, url: String
    ) {
        let home = scratch.at("home")
        try Folder.create(home)
        let script = """
            mount -t tmpfs -o size=\(megabytes)m none "$1"
            echo secret | "$2" init --home "$1" --user tester --password-file - >/dev/null
            echo '{"deploy.settle": "200ms"}' >"$1/site/settings.json"
            exec "$2" serve --home "$1" --listen 127.0.0.1:0
            """
        let own = getuid() == 0 ? [] : ["--map-root-user"]
        let host = try await Command.launch(
            "unshare",
            own + ["--mount", "sh", "-ec", script, "sh", home, Program.path],
            environment: [:],
            output: scratch.at("host.txt")
        )
        var url = ""
        try await eventually("the host says where it listens") {
            let text = try scratch.read("host.txt") ?? ""
            guard let range = text.firstRange(of: " at http://") else { return false }
            url = String(text[range.upperBound...].prefix { $0 != "\n" })
            return true
        }
        return (host, url)
    }

    @Test func `what cannot be written is answered 507 with the reason`() async throws {
        let scratch = try ScratchDirectory()
        let (host, address) = try await start(scratch)
        defer {
            host.send(SIGTERM)
            _ = try? host.waitForExit()
        }
        let client = try HostClient(endpoint: .url("http://\(address)", .password(user: "tester", password: "secret")))
        func call(_ method: String, _ path: String, _ body: String) throws -> APIResponse {
            try client.send(method: method, path: path, body: .bytes(Array(body.utf8)))
        }
        let token = #"{"name": "a", "scopes": ["read"]}"#
        #expect(try call("POST", "/api/v1/tokens", token).status == 201)
        let root = "/proc/\(host.processID)/root\(scratch.at("home"))"
        let filled = try await Command.run("dd", ["if=/dev/zero", "of=\(root)/filler", "bs=4k"])
        #expect(filled.errorOutput.contains("No space left"), "\(filled.all)")
        let requests = [
            ("POST", "/api/v1/tokens", token),
            ("POST", "/api/v1/session", #"{"user": "tester", "password": "secret"}"#),
            ("POST", "/api/v1/accounts", #"{"name": "other", "password": "x"}"#),
            ("PUT", "/api/v1/settings/LEVEL", #"{"value": "9"}"#), ("PUT", "/api/v1/secrets/A", #"{"value": "9"}"#),
        ]
        for (method, path, body) in requests {
            let answer = try call(method, path, body)
            #expect(answer.status == 507 && answer.text.contains("disk is full"), "\(path): \(answer.text)")
        }
        try await Command.run("rm", ["\(root)/filler"])
        #expect(try call("POST", "/api/v1/tokens", token).status == 201)
    }

    @Test func `a deployment that does not fit is refused, and the next one that fits is made`() async throws {
        let scratch = try ScratchDirectory()
        let (host, address) = try await start(scratch)
        defer {
            host.send(SIGTERM)
            _ = try? host.waitForExit()
        }
        let client = try HostClient(endpoint: .url("http://\(address)", .password(user: "tester", password: "secret")))
        func job() throws -> JSONValue {
            let jobs = try JSONValue.parse(client.send(method: "GET", path: "/api/v1/jobs").body).array ?? []
            return try #require(jobs.first { $0["name"]?.string == "worker" })
        }
        let clone = try await GitClone(in: scratch)
        func push(_ megabytes: Int, _ name: String) async throws -> Command.Result {
            try await Command.run("sh", ["-c", "head -c \(megabytes)M /dev/urandom >big.bin"], in: clone.path)
            try clone.writeJob("triggered/other", "run.sh", "echo \(name)\n")
            try await clone.commit(name)
            return try await clone.git("push", "http://tester:secret@\(address)/site.git", "main")
        }
        try clone.writeJob("continuous/worker", "run.sh", JobScripts.steady())
        let first = try await push(0, "first")
        try #require(first.isSuccess, "\(first.all)")
        var pid = 0
        try await eventually("the job runs") {
            pid = try job()["pid"]?.integer ?? 0
            return pid > 0
        }

        let root = "/proc/\(host.processID)/root\(scratch.at("home"))/site/wwwroot"
        let script = "\(root)/App_Data/jobs/triggered/other/run.sh"
        // Some do not fit into the repository, some not into the site beside it.
        for size in [8, 9, 10, 11, 12, 20, 30] {
            let before = try FileContents.text(script)
            let result = try await push(size, "\(size) MB")
            if result.isSuccess { continue }
            // What is received at all is refused in words, what does not even fit beside the site by its status.
            let reasons = ["no space left", "error: 507"]
            #expect(reasons.contains { result.errorOutput.lowercased().contains($0) }, "\(size): \(result.all)")
            #expect(try FileContents.text(script) == before, "\(size)")
            try await clone.git("reset", "-q", "--hard", "HEAD^")
        }
        #expect(try job()["pid"]?.integer == pid, "the job was left alone")
        let last = try await push(0, "last")
        #expect(last.isSuccess, "\(last.all)")
        #expect(try FileContents.text(script) == "echo last\n")
        #expect(try job()["pid"]?.integer == pid)
    }

    @Test func `a job whose output fills the disk goes on, its end is recorded, and what is missing is told of`()
        async throws
    {
        let scratch = try ScratchDirectory()
        let (host, address) = try await start(scratch, megabytes: 90)
        defer {
            host.send(SIGTERM)
            _ = try? host.waitForExit()
        }
        let client = try HostClient(endpoint: .url("http://\(address)", .password(user: "tester", password: "secret")))
        func get(_ path: String) throws -> APIResponse { try client.send(method: "GET", path: path) }
        #expect(try get("/healthz").text == "ok\n")
        let root = "/proc/\(host.processID)/root\(scratch.at("home"))"
        // What is not on that disk, the job can write.
        let script = """
            for ((i = 0; ; i++)); do
                yes "number $i of a job that fills the disk" | head -n 2000
                echo $i > "\(scratch.at("progress"))"
                [ -e "\(scratch.at("stop"))" ] && break
            done
            echo the last line; exit 3
            """
        let folder = "\(root)/site/wwwroot/App_Data/jobs/triggered/greedy"
        try Folder.create(folder)
        try AtomicFile.write(Array(script.utf8), to: "\(folder)/run.sh")
        try await Command.run("dd", ["if=/dev/zero", "of=\(root)/filler", "bs=1M", "count=82"])
        let runs = "/api/v1/jobs/triggered/greedy/runs"
        var id = ""
        try await eventually("the job runs") {
            let answer = try client.send(method: "POST", path: runs)
            id = (try? JSONValue.parse(answer.body))?["id"]?.string ?? ""
            return answer.status == 201
        }
        try await eventually("the disk is full") { try DiskSpace(at: root).freeBytes == 0 }
        // The host answers, and says what is wrong; the job is not held up.
        #expect(try get("/healthz").text.contains("is full: 0 KiB are left"))
        #expect(try get("/api/v1/jobs").status == 200)
        func progress() throws -> Int {
            let text = try scratch.read("progress") ?? ""
            return Int(text.prefix { $0 != "\n" }) ?? 0
        }
        let before = try progress()
        try await eventually("the job goes on") { try progress() > before + 20 }
        try scratch.write("stop", "")
        var run = JSONValue.null
        try await eventually("the end is recorded") {
            run = try JSONValue.parse(get("\(runs)/\(id)").body)
            return run["outcome"]?.string == "Failed"
        }
        #expect(try DiskSpace(at: root).freeBytes < 4096, "on a disk that is full all the time")
        #expect(run["exit_code"]?.integer == 3)
        #expect(run["detail"]?.string?.contains(" bytes of its log could not be written") == true, "\(run)")

        try await Command.run("rm", ["\(root)/filler"])
        try await eventually("the log says what is missing") {
            try get("\(runs)/\(id)/output").text.contains(
                " bytes of log are missing here, they could not be written: No space left"
            )
        }
        let output = try get("\(runs)/\(id)/output").text
        #expect(output.split(separator: "\n").allSatisfy { $0.hasPrefix("[") }, "no line is cut off")
        try await eventually("all is well") { try get("/healthz").text == "ok\n" }
        let again = try client.send(method: "POST", path: runs)
        let next = try #require(try JSONValue.parse(again.body)["id"]?.string, "\(again.text)")
        try await eventually("the next run is whole") {
            try JSONValue.parse(get("\(runs)/\(next)").body)["outcome"]?.string == "Failed"
        }
        #expect(try get("\(runs)/\(next)/output").text.contains("] the last line\n"))
    }
}
