import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// A machine on which no folder can be watched any more.
@Suite struct WatchLimitTests {
    /// A host whose user has no inotify queue left; in a user namespace of its own, which goes with it.
    private func start(_ scratch: ScratchDirectory) async throws -> (host: RunningCommand, client: HostClient) {
        let script = """
            echo 0 >/proc/sys/user/max_inotify_instances
            echo secret | "$2" init --home "$1" --user tester --password-file - >/dev/null
            exec "$2" serve --home "$1" --listen 127.0.0.1:0
            """
        let host = try await Command.launch(
            "unshare",
            ["--map-root-user", "--user", "sh", "-ec", script, "sh", scratch.at("home"), Program.path],
            environment: [:],
            output: scratch.at("host.txt")
        )
        var url = ""
        try await eventually("the host says where it listens") {
            let text = try scratch.read("host.txt") ?? ""
            guard let range = text.firstRange(of: " at http://") else { return false }
            url = "http://\(text[range.upperBound...].prefix { $0 != "\n" })"
            return true
        }
        return (host, try HostClient(endpoint: .url(url, .password(user: "tester", password: "secret"))))
    }

    @Test func `whoever changes a job over the API reads the change at once`() async throws {
        let scratch = try ScratchDirectory()
        let (host, client) = try await start(scratch)
        defer {
            host.send(SIGTERM)
            _ = try? host.waitForExit()
        }
        func call(_ method: String, _ path: String, _ body: String = "", _ name: String? = nil) throws -> APIResponse {
            var headers = [APIHeader("Content-Type", name == nil ? "application/json" : "application/octet-stream")]
            if let name { headers.append(APIHeader("Content-Disposition", "attachment; filename=\(name)")) }
            return try client.send(method: method, path: path, headers: headers, body: .bytes(Array(body.utf8)))
        }
        #expect(try call("GET", "/healthz").text.contains("jobs are looked at every 2 s"))
        let job = "/api/triggeredwebjobs/report"
        // More of them than looks: the host polls every two seconds.
        for round in 1...4 {
            #expect(try call("PUT", job, "echo \(round)\n", "run.sh").status == 200)
            for key in ["first", "second"] {
                let settings = "{\"\(key)\":\(round)}"
                #expect(try call("PUT", "\(job)/settings", settings).status == 200)
                let read = try JSONValue.parse(try call("GET", "\(job)/settings").body)
                #expect(read[key]?.integer == round, "\(read)")
            }
            #expect(try JSONValue.parse(try call("GET", "/api/triggeredwebjobs").body).array?.count == 1)
            #expect(try call("DELETE", job).status == 200)
            #expect(try call("GET", "/api/triggeredwebjobs").text == "[]")
        }
    }
}
