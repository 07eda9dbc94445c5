import APIClient
import JobModel
import TestKit
import Testing

/// The settings of a site over the original's routes, our own, and the command line.
@Suite struct SettingsTests {
    private func post(_ site: TestSite, _ json: String) throws -> Int {
        try site.call("POST", "/api/settings", body: Array(json.utf8)).status
    }

    @Test func `the original's clients read and change them, and jobs see it`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/show", ["run.sh": "echo \"[$ONE][$TWO]\"\n"])
        try site.add("continuous/steady", ["run.sh": "echo \"is [$ONE]\"\n\(JobScripts.steady())"])
        let pid = try await site.waitForStart(of: "continuous/steady")
        #expect(try post(site, #"{"ONE": "first", "number": 7}"#) == 204)
        _ = try await site.waitForStart(of: "continuous/steady", notAs: pid)
        try await eventually("it sees the setting") { try site.log("continuous/steady").contains("is [first]") }
        #expect(try post(site, #"{"key": "TWO", "value": "with = and \"quotes\""}"#) == 204)
        #expect(try await site.nyala("run", "show", "--wait").output.contains("[first][with = and \"quotes\"]"))
        let all = try JSONValue.parse(try site.call("GET", "/settings").body)
        #expect(all["ONE"]?.string == "first")
        #expect(all["number"]?.string == "7")
        #expect(try site.call("GET", "/api/settings/ONE").text == "\"first\"")
        #expect(try site.call("GET", "/api/settings/one").text == "\"first\"")
        #expect(try site.call("GET", "/api/settings/WEBSITE_SITE_NAME").text == "\"site\"")
        #expect(try site.call("GET", "/api/settings/none").status == 404)
        #expect(try JSONValue.parse(site.call("GET", "/api/settings").body)["WEBSITE_SITE_NAME"]?.string == "site")
        #expect(try site.call("DELETE", "/api/settings/one").status == 204)
        #expect(try site.call("GET", "/api/settings/ONE").status == 404)
        #expect(try site.call("DELETE", "/api/settings/ONE").status == 204)
        #expect(try site.call("GET", "/api/settings/ONE").status == 404)
        #expect(try await site.nyala("run", "show", "--wait").output.contains("[][with"))
        for json in ["", "[]", "7", "{\"a\": {}}", "{\"a=b\": \"x\"}", "{\"a\": \"\\u0000\"}", "{"] {
            let expected = json.isEmpty ? 204 : 400
            #expect(try post(site, json) == expected, "\(json)")
        }
    }

    @Test func `commands list, set, get and unset them`() async throws {
        let site = try await TestSite.start()
        let set = try await site.nyala("settings", "set", "ONE=1", "TWO=a=b c")
        #expect(set.isSuccess, "\(set.all)")
        #expect(try await site.nyala("settings", "get", "TWO").output == "a=b c\n")
        // Names that mean something else in the original's route.
        #expect(try await site.nyala("settings", "set", "key=k", "value=v").isSuccess)
        #expect(try await site.nyala("settings", "get", "key").output == "k\n")
        #expect(try await site.nyala("settings", "get", "value").output == "v\n")
        let list = try await site.nyala("settings")
        #expect(list.output.contains("TWO") && list.output.contains("a=b c"))
        #expect(try await site.nyala("settings", "unset", "ONE").isSuccess)
        #expect(try await site.nyala("settings", "get", "ONE").code == 4)
        #expect(try await site.nyala("settings", "unset", "ONE").code == 4)
        #expect(try await site.nyala("settings", "set", "=x").code == 2)
        #expect(try await site.nyala("settings", "set", "noequals").code == 2)
        let refused = try await site.nyala("settings", "set", "THREE=3", "jobs.early_start=11s")
        #expect(refused.code == 2)
        #expect(refused.all.contains("jobs.early_start must be a duration from 0 to 10s"), "\(refused.all)")
        // Where somebody wrote it into the file, the health tells of it.
        try site.scratch.write("home/site/settings.json", #"{"TWO": "a=b c", "deploy.settle": "soon"}"#)
        try await eventually("the health tells of it") {
            try site.call("GET", "/api/v1/health").text.contains("deploy.settle must be a whole number of seconds")
        }
        let json = try JSONValue.parse(Array(try await site.nyala("settings", "--json").output.utf8))
        #expect(json.array?.contains { $0["name"]?.string == "TWO" && $0["source"]?.string == "file" } == true)
    }

    @Test func `values are for who administers the site`() async throws {
        let site = try await TestSite.start(settings: ["PASSWORD": "hush"])
        let made = try await site.nyala("tokens", "create", "t", "--scope", "read", "--scope", "deploy")
        let token = APICredentials.bearer(String(made.output.prefix { $0 != "\n" }))
        let names = try site.call("GET", "/api/v1/settings", as: token)
        #expect(names.text.contains("PASSWORD"))
        #expect(!names.text.contains("hush"))
        for path in ["/api/settings", "/api/settings/PASSWORD", "/api/v1/settings/PASSWORD"] {
            #expect(try site.call("GET", path, as: token).status == 403, "\(path)")
        }
        #expect(try site.call("GET", "/api/v1/settings").text.contains("hush"))
        #expect(!(try site.scratch.read("home/LogFiles/audit.log") ?? "").contains("hush"))
    }
}
