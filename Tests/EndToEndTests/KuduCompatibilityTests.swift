import APIClient
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Answers about jobs as clients of the original expect them, beyond what a look at a job needs.
@Suite struct KuduCompatibilityTests {
    private func value(_ site: TestSite, _ path: String, _ headers: [APIHeader] = []) throws -> JSONValue {
        try JSONValue.parse(site.call("GET", path, headers: headers).body)
    }

    @Test func `the tag of a list stays as it is while a run is under way and nothing else happens`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/long", ["run.sh": "sleep 1000"])
        #expect(try site.call("POST", "/api/triggeredwebjobs/long/run").status == 202)
        try await eventually("it runs") {
            try value(site, "/api/triggeredwebjobs/long")["latest_run"]?["status"]?.string == "Running"
        }
        for path in ["/api/webjobs", "/api/triggeredwebjobs", "/jobs/triggered", "/api/triggeredwebjobs/long/history"] {
            let first = try site.call("GET", path)
            let tag = try #require(first.header("ETag"))
            var second = first
            // What the run has taken so far has grown, which is all.
            try await eventually("time has passed") {
                second = try site.call("GET", path)
                return second.body != first.body
            }
            #expect(second.header("ETag") == tag)
            for known in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
                let answer = try site.call("GET", path, headers: [APIHeader("If-None-Match", known)])
                #expect(answer.status == 304 && answer.body.isEmpty && answer.header("ETag") == tag)
            }
            #expect(try site.call("GET", path, headers: [APIHeader("If-None-Match", "\"x\"")]).status == 200)
            let head = try site.call("HEAD", path)
            #expect(head.status == 200 && head.body.isEmpty && head.header("ETag") == tag)
        }
        let tag = try site.call("GET", "/api/webjobs").header("ETag")
        try site.add("triggered/another", ["run.sh": "true"])
        try await eventually("a new job is a change") { try site.call("GET", "/api/webjobs").header("ETag") != tag }
    }

    @Test func `members that have no value are there all the same`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/fresh", ["run.sh": "true"])
        try await eventually("it is listed") { try await site.job("triggered/fresh") != nil }
        let job = try #require(try value(site, "/api/triggeredwebjobs/fresh").object)
        for member in ["error", "latest_run", "scheduler_logs_url"] { #expect(job[member] == .null, "\(member)") }
        #expect(job["using_sdk"] == .bool(false) && job["settings"] == .object([:]))
        #expect(job["extra_info_url"]?.string == "\(site.url)/azurejobs/#/jobs/triggered/fresh")
        try site.scratch.write("home/data/jobs/triggered/fresh/webjobssdk.marker", "")
        #expect(try value(site, "/api/triggeredwebjobs/fresh")["using_sdk"] == .bool(true))

        try site.add("continuous/broken", ["readme.txt": "no script"])
        try await eventually("it is listed") { try await site.job("continuous/broken") != nil }
        let broken = try value(site, "/api/continuouswebjobs/broken")
        #expect(broken["status"]?.string == "Initializing")
        #expect(broken["detailed_status"]?.string?.hasSuffix(" - Initializing") == true)
        #expect(broken["error"]?.string?.contains("there is nothing to run") == true, "\(broken)")

        // A job that never ran has a history, if an empty one.
        let history = try site.call("GET", "/api/triggeredwebjobs/fresh/history")
        #expect(history.status == 200 && history.text == "{\"runs\":[]}")
        #expect(try site.call("GET", "/api/triggeredwebjobs/fresh/history/203102030405067890").status == 404)
    }

    @Test func `all prefixes, in any case, lead to the same`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "true"])
        try site.add("continuous/steady", ["run.sh": JobScripts.steady()])
        _ = try await site.waitForStart(of: "continuous/steady")
        let url = "\(site.url)/api/triggeredwebjobs/report"
        for prefix in [
            "/triggeredwebjobs", "/api/triggeredjobs", "/triggeredjobs", "/api/jobs/triggered", "/jobs/triggered",
            "/api/triggeredWebJobs", "/API/TRIGGEREDWEBJOBS",
        ] {
            #expect(try value(site, "\(prefix)/report")["url"]?.string == url, "\(prefix)")
            #expect(try value(site, prefix).array?.count == 1)
            #expect(try site.call("POST", "\(prefix)/report/run").status == 202)
            try await eventually("it has ended") {
                try value(site, "\(prefix)/report/history")["runs"]?.array?.first?["status"]?.string == "Success"
            }
            #expect(try site.call("GET", "\(prefix)/report/settings").text == "{}")
            let disposition = [APIHeader("Content-Disposition", "attachment; filename=run.sh")]
            let put = try site.call("PUT", "\(prefix)/put", headers: disposition, body: Array("true".utf8))
            #expect(put.status == 200, "\(put.text)")
            #expect(try site.call("DELETE", "\(prefix)/put").status == 200)
        }
        for prefix in ["/continuouswebjobs", "/api/continuousjobs", "/api/jobs/continuous", "/jobs/continuous"] {
            #expect(try site.call("POST", "\(prefix)/steady/stop").status == 200)
            #expect(try site.call("POST", "\(prefix)/steady/start").status == 200)
            try await eventually("it runs") { try value(site, "\(prefix)/steady")["status"]?.string == "Running" }
        }
        for path in ["/webjobs", "/api/jobs", "/jobs"] { #expect(try value(site, path).array?.count == 2) }
        let nothing = try site.call("GET", "/api/nothing/here")
        #expect(nothing.status == 404)
        #expect(nothing.problem?.detail == "No route registered for '/api/nothing/here'")
    }

    @Test func `refusals have the original's words`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/long", ["run.sh": "sleep 1000", "settings.job": "{\"concurrency\": \"forbid\"}"])
        #expect(try site.call("POST", "/api/triggeredwebjobs/long/run").status == 202)
        let again = try site.call("POST", "/api/triggeredwebjobs/long/run")
        #expect(again.status == 409 && again.text == "Cannot start a new run since job is already running.")
        let put = try site.call("PUT", "/api/triggeredwebjobs/new", body: Array("true".utf8))
        #expect(put.status == 400 && put.text.contains("Missing Content-Disposition header."))
        let disposition = [APIHeader("Content-Disposition", "attachment; filename=\"notes.txt\"")]
        let text = try site.call("PUT", "/api/triggeredwebjobs/new", headers: disposition, body: Array("text".utf8))
        #expect(text.status == 400 && text.text == "No runnable script file was found.")
        #expect(try site.call("GET", "/api/triggeredwebjobs/new").status == 404)
    }

    @Test func `triggered jobs are described as Swagger`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "true"])
        try await eventually("it is listed") { try await site.job("triggered/report") != nil }
        for path in ["/api/triggeredwebjobsswagger", "/api/triggeredjobsswagger", "/triggeredwebjobsswagger"] {
            let document = try value(site, path)
            #expect(document["swagger"]?.string == "2.0" && document["host"]?.string == "placeHolder")
            let run = document["paths"]?["/api/triggeredjobs/report/run"]?["post"]
            #expect(run?["operationId"]?.string == "report")
            #expect(run?["parameters"]?.array?.first?["name"]?.string == "arguments")
        }
    }

    private static let managementPath = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/shop"

    private func headers(_ path: String) -> [APIHeader] {
        [
            APIHeader("x-ms-geo-location", "West Somewhere"),
            APIHeader("Referer", "https://management.example\(Self.managementPath)\(path)?api-version=1"),
        ]
    }

    @Test func `the management plane gets envelopes`() async throws {
        let site = try await TestSite.start()
        try site.add("triggered/report", ["run.sh": "true"])
        try await eventually("it is listed") { try await site.job("triggered/report") != nil }
        let path = "/api/triggeredwebjobs/report"
        let run = try site.call("POST", "\(path)/run", headers: headers("/triggeredwebjobs/report/run"))
        #expect(run.status == 200 && run.body.isEmpty)

        let job = try value(site, path, headers("/triggeredwebjobs/report"))
        #expect(job["id"]?.string == "\(Self.managementPath)/triggeredwebjobs/report")
        #expect(job["name"]?.string == "shop/report")
        #expect(job["type"]?.string == "Microsoft.Web/sites/triggeredwebjobs")
        #expect(job["location"]?.string == "West Somewhere")
        #expect(job["properties"]?["run_command"]?.string == "run.sh")

        let list = try value(site, "/api/triggeredwebjobs", headers("/triggeredwebjobs"))["value"]?.array
        #expect(list?.map { $0["id"]?.string } == ["\(Self.managementPath)/triggeredwebjobs/report"])
        let history = try value(site, "\(path)/history", headers("/triggeredwebjobs/report/history"))
        let first = try #require(history["value"]?.array?.first)
        #expect(first["type"]?.string == "Microsoft.Web/sites/triggeredwebjobs/history")
        #expect(first["properties"]?["job_name"]?.string == "report" && history["runs"] == nil)
        // Without a Referer the path itself is the id.
        let bare = try value(site, "/api/webjobs", [APIHeader("x-ms-geo-location", "here")])["value"]?.array?.first
        #expect(bare?["id"]?.string == "/api/webjobs/report" && bare?["name"]?.string == "site/report")

        let settings = "{\"properties\":{\"settings\":{\"schedule\":\"0 0 3 * * *\"}}}"
        let put = try site.call(
            "PUT",
            path,
            headers: headers("/triggeredwebjobs/report") + [APIHeader("Content-Type", "application/json")],
            body: Array(settings.utf8)
        )
        #expect(put.status == 200, "\(put.text)")
        #expect(try JSONValue.parse(put.body)["properties"]?["settings"]?["schedule"]?.string == "0 0 3 * * *")
        #expect(try site.scratch.read(site.name("triggered/report", "run.sh")) == "true")

        let unknown = try site.call("POST", "/api/triggeredwebjobs/none/run", headers: headers("/x"))
        #expect(unknown.status == 404)
        let error = try JSONValue.parse(unknown.body)["error"]
        #expect(error?["code"]?.string == "NotFound" && error?["message"]?.string?.contains("none") == true)
    }
}
