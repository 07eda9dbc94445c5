import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// What the original's clients ask of the machine: commands, processes, the version.
@Suite struct HostRouteTests {
    private func command(_ site: TestSite, _ line: String, dir: String? = nil) throws -> JSONValue {
        var body: JSONObject = ["command": .string(line)]
        if let dir { body["dir"] = .string(dir) }
        let answer = try site.call("POST", "/api/command", body: JSONValue.object(body).serialized())
        try #require(answer.status == 200, "\(answer.text)")
        return try JSONValue.parse(answer.body)
    }

    @Test func `a command line is run, with output, errors and code apart`() async throws {
        let site = try await TestSite.start(settings: ["ONE": "first", "command.timeout": "2s"])
        let plain = try command(site, "echo out; echo err >&2; pwd | tail -c 9; echo $ONE; exit 7", dir: "site/wwwroot")
        #expect(plain["Output"]?.string == "out\n/wwwroot\nfirst\n")
        #expect(plain["Error"]?.string == "err\n")
        #expect(plain["ExitCode"]?.integer == 7)
        #expect(try command(site, "cat")["Output"]?.string == "")
        #expect(try command(site, "pwd")["Output"]?.string == "\(site.home)\n")
        #expect(try command(site, "pwd", dir: "\(site.home)/data")["Output"]?.string == "\(site.home)/data\n")
        #expect(try command(site, "pwd", dir: "site\\wwwroot")["Output"]?.string == "\(site.home)/site/wwwroot\n")
        #expect(try command(site, "kill -9 $$")["ExitCode"]?.integer == 137)

        // All of it ends with the time there is, whatever it started.
        let marker = site.scratch.at("pid")
        let late = try command(site, "echo begun; (setsid sleep 1000 & echo $! > \(marker)); sleep 1000")
        #expect(late["ExitCode"]?.integer == 124)
        #expect(late["Output"]?.string == "begun\n")
        #expect(late["Error"]?.string?.contains("more than 2 s") == true)
        let left = Int((try site.scratch.read("pid") ?? "").prefix { $0 != "\n" }) ?? 0
        #expect(left > 0)
        try await eventually("nothing of it is left") { !TreeTests.isAlive(left) }

        let large = try command(site, "head -c 5000000 /dev/zero | tr '\\0' x | fold -w 1000")
        #expect((large["Output"]?.string ?? "").utf8.count < 1_100_000)
    }

    @Test func `what is no command, and who may not send one, is refused`() async throws {
        let site = try await TestSite.start()
        for body in [
            "", "{}", "[]", "{\"command\": 7}", "{\"command\": \"x\\u0000\"}",
            "{\"command\": \"true\", \"dir\": \"none\"}",
            "{\"command\": \"true\", \"dir\": \"../..\"}", "{\"command\": \"true\", \"dir\": \"/etc\"}",
            "{\"command\": \"\(String(repeating: "x", count: 200_000))\"}",
        ] {
            #expect(try site.call("POST", "/api/command", body: Array(body.utf8)).status == 400, "\(body.prefix(60))")
        }
        let arguments = ["tokens", "create", "t", "--scope", "read", "--scope", "run", "--scope", "deploy"]
        let token = APICredentials.bearer(String(try await site.nyala(arguments).output.prefix { $0 != "\n" }))
        let body = Array("{\"command\": \"true\"}".utf8)
        for path in ["/api/command", "/command"] {
            #expect(try site.call("POST", path, as: token, body: body).status == 403)
        }
        #expect(try site.call("GET", "/api/processes", as: token).status == 403)
        #expect(try site.call("DELETE", "/api/processes/1", as: token).status == 403)
        #expect(try site.scratch.read("home/LogFiles/audit.log")?.contains("/api/command") == true)
    }

    @Test func `settings of diagnostics are kept, and there is one for each name the original has`() async throws {
        let site = try await TestSite.start()
        let path = "/api/diagnostics/settings"
        func values() throws -> JSONValue { try JSONValue.parse(try site.call("GET", path).body) }
        #expect(try values()["AzureDriveEnabled"]?.bool == false && values().object?.members.count == 6)
        let change = Array(#"{"AzureDriveEnabled": true, "level": "all", "count": 3}"#.utf8)
        #expect(try site.call("POST", "\(path)/", body: change).status == 204)
        #expect(try site.call("GET", "\(path)/AzureDriveEnabled").text == "true")
        #expect(try site.call("GET", "\(path)/level").text == "\"all\"")
        #expect(try values()["count"]?.integer == 3 && values().object?.members.count == 8)
        for _ in 1...2 { #expect(try site.call("DELETE", "/diagnostics/settings/level").status == 204) }
        #expect(try site.call("GET", "\(path)/level").status == 404)
        #expect(try site.call("POST", path, body: Array(#"{"level": "some"}"#.utf8)).status == 204)
        #expect(try site.call("POST", path, body: Array(#"{"level": null}"#.utf8)).status == 204)
        #expect(try site.call("GET", "\(path)/level").status == 404)
        #expect(try site.call("DELETE", "\(path)/AzureDriveEnabled").status == 204)
        #expect(try values()["AzureDriveEnabled"]?.bool == false)
        for body in [
            "", "[]", "{", #"{"a": {}}"#, #"{"a": []}"#, "{\"a\": \"\(String(repeating: "x", count: 65_520))\"}",
        ] {
            #expect(try site.call("POST", path, body: Array(body.utf8)).status == 400, "\(body.prefix(20))")
        }
        #expect(try values()["count"]?.integer == 3)
        try site.scratch.write("home/site/diagnostics/settings.json", "damaged")
        let damaged = try site.call("GET", path)
        #expect(damaged.status == 500 && damaged.text.contains("mend or remove it"))
    }

    @Test func `processes of the host and its jobs are shown, and no others`() async throws {
        let site = try await TestSite.start(settings: ["PASSWORD": "hush"])
        try site.add("continuous/steady", ["run.sh": JobScripts.steady()])
        let pid = try await site.waitForStart(of: "continuous/steady")
        let list = try JSONValue.parse(try site.call("GET", "/api/processes").body).array ?? []
        let ids = list.compactMap { $0["id"]?.integer }
        #expect(ids.contains(pid))
        #expect(ids.contains(Int(site.servingProcess)))
        #expect(!ids.contains(Int(getpid())))
        #expect(list.allSatisfy { $0["href"]?.string?.hasPrefix(site.url) == true && $0["user_name"] != nil })
        let answer = try site.call("GET", "/processes/\(pid)")
        let process = try JSONValue.parse(answer.body)
        #expect(process["is_webjob"]?.bool == true)
        #expect(process["description"]?.string == "WebJob: steady, Type: continuous")
        #expect(process["command_line"]?.string?.contains("run.sh") == true)
        #expect(process["children"]?.array?.count == 1)
        #expect(process["environment_variables"]?["WEBJOBS_NAME"]?.string == "steady")
        #expect(process["environment_variables"]?["PASSWORD"]?.string == "(hidden)")
        #expect(!answer.text.contains("hush"))
        let host = try JSONValue.parse(try site.call("GET", "/api/processes/0").body)
        #expect(host["id"]?.integer == Int(site.servingProcess))
        #expect(host["is_webjob"]?.bool == false)
        for id in ["\(getpid())", "1", "-1", "x", "99999999999999", "", "0x1"] where !id.isEmpty {
            #expect(try site.call("GET", "/api/processes/\(id)").status == 404, "\(id)")
            #expect(try site.call("DELETE", "/api/processes/\(id)").status == 404, "\(id)")
        }
        #expect(try site.call("DELETE", "/api/processes/0").status == 403)
    }

    @Test func `killing the process of a run ends the run, by its user, and all it started`() async throws {
        let site = try await TestSite.start()
        let script = """
            trap '' TERM
            sleep 1000 & echo $! > "$WEBJOBS_DATA_PATH/child"
            echo $$ > "$WEBJOBS_DATA_PATH/pid"
            wait

            """
        try site.add("triggered/stubborn", ["run.sh": script, "settings.job": "{\"stopping_wait_time\": 600}"])
        #expect(try site.call("POST", "/api/triggeredwebjobs/stubborn/run").status == 202)
        var pid = 0
        try await eventually("it runs") {
            pid = Int((try site.scratch.read("home/data/jobs/triggered/stubborn/pid") ?? "").prefix { $0 != "\n" }) ?? 0
            return pid > 0
        }
        let child = Int((try site.scratch.read("home/data/jobs/triggered/stubborn/child") ?? "").prefix { $0 != "\n" })
        #expect(try site.call("POST", "/api/processes/\(pid)/stop").status == 204)
        try await eventually("the run has ended") {
            let job = try JSONValue.parse(try site.call("GET", "/api/triggeredwebjobs/stubborn").body)
            return job["latest_run"]?["cause"]?.string == "user"
        }
        #expect(!TreeTests.isAlive(pid))
        #expect(!TreeTests.isAlive(try #require(child)))
    }

    @Test func `the version is told, and when the site changed`() async throws {
        let site = try await TestSite.start()
        let before = try JSONValue.parse(try site.call("GET", "/api/environment").body)
        #expect(before["version"]?.string?.contains(".") == true)
        #expect(Timestamp(rfc3339: before["siteLastModified"]?.string ?? "") != nil)
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("triggered/report", "run.sh", "true\n")
        try await clone.commit("first")
        #expect(try await clone.push(site).isSuccess)
        let after = try JSONValue.parse(try site.call("GET", "/environment").body)
        #expect(after["siteLastModified"] != before["siteLastModified"])
    }
}
