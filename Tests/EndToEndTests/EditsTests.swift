import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// What is edited on the server survives, one way or the other.
@Suite struct EditsTests {
    private func pushed(_ site: TestSite) async throws -> GitClone {
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("triggered/report", "run.sh", "echo one\n")
        try clone.writeJob("triggered/report", "data.txt", "one\n")
        try clone.write("page.txt", "one\n")
        try await clone.commit("one")
        try #require(try await clone.push(site).isSuccess)
        return clone
    }

    @Test func `what is written to a replaced file while the deployment is under way is kept`() async throws {
        let site = try await TestSite.start(settings: ["deploy.settle": "3s"])
        let clone = try await GitClone(in: site.scratch)
        let loop = "while true; do sleep 1; done\n"
        try clone.writeJob("continuous/worker", "run.sh", loop)
        try clone.writeJob("continuous/worker", "data.txt", "one\n")
        try clone.write("page.txt", "one\n")
        try await clone.commit("one")
        try #require(try await clone.push(site).isSuccess)
        try site.write("continuous/worker", "run.sh", "# early\n\(loop)")
        // Open before they are replaced, as an editor has them that writes in place.
        let paths = [site.name("continuous/worker", "data.txt"), "home/site/wwwroot/page.txt"]
        let files = try paths.map { SharedDescriptor(try Descriptor.open(site.scratch.at($0), O_WRONLY | O_APPEND)) }
        try clone.writeJob("continuous/worker", "run.sh", "# two\n\(loop)")
        try clone.writeJob("continuous/worker", "data.txt", "two\n")
        try clone.write("page.txt", "two\n")
        try await clone.commit("two")
        async let pushed = clone.push(site)
        try await eventually("the new files are live") {
            try paths.allSatisfy { try site.scratch.read($0) == "two\n" }
        }
        for file in files {
            _ = try "late\n".withCString { text in try check("write") { write(file.number, text, 5) } }
        }
        let push = try await pushed
        #expect(push.isSuccess && push.errorOutput.contains("2 files edited here and overwritten now"), "\(push.all)")
        #expect(push.errorOutput.contains("  App_Data/jobs/continuous/worker/data.txt"), "\(push.all)")
        let list = try JSONValue.parse(Array(try await site.nyala("edits", "--json").output.utf8)).array ?? []
        #expect(list.count == 1)
        let id = try #require(list.first?["id"]?.string)
        let patch = try await site.nyala("edits", "show", id).output
        // All in one, also what was kept before the exchange.
        #expect(patch.contains(" one\n+late\n") && patch.contains("+# early\n"), "\(patch)")
        #expect(patch.split(separator: "+late\n", omittingEmptySubsequences: false).count == 3, "\(patch)")
        for path in paths { #expect(try site.scratch.read(path) == "two\n") }
    }

    @Test func `edits that a push overwrites are kept, and found with one command`() async throws {
        let site = try await TestSite.start()
        let clone = try await pushed(site)
        try site.write("triggered/report", "run.sh", "echo edited here\n")
        try site.write("triggered/report", "data.txt", "edited and left alone\n")
        try site.write("triggered/report", "extra.txt", "mine\n")
        try site.scratch.write("home/site/wwwroot/page.txt", "edited page\n")
        try site.add("triggered/hand", ["run.sh": "echo by hand\n"])
        try await eventually("it is known to be edited") {
            try await site.job("triggered/report")?["origin"]?.string == "edited"
        }
        #expect(try await site.nyala("status").output.contains("edited      triggered/report"))
        #expect(try await site.nyala("status", "report").output.contains("(edited here since it was deployed)"))
        try await eventually("one made by hand is known") {
            try await site.nyala("explain", "hand").output.contains("Nobody deployed it")
        }

        try clone.writeJob("triggered/report", "run.sh", "echo two\n")
        try clone.write("page.txt", "two\n")
        try await clone.commit("two")
        let push = try await clone.push(site)
        #expect(push.isSuccess, "\(push.all)")
        #expect(push.errorOutput.contains("2 files edited here and overwritten now"), "\(push.all)")
        #expect(push.errorOutput.contains("App_Data/jobs/triggered/report/run.sh"))

        // What the push does not touch stays.
        #expect(try site.scratch.read(site.name("triggered/report", "run.sh")) == "echo two\n")
        #expect(try site.scratch.read(site.name("triggered/report", "data.txt")) == "edited and left alone\n")
        #expect(try site.scratch.read(site.name("triggered/report", "extra.txt")) == "mine\n")

        let list = try JSONValue.parse(Array(try await site.nyala("edits", "--json").output.utf8)).array ?? []
        #expect(list.count == 1)
        let id = try #require(list.first?["id"]?.string)
        let patch = try await site.nyala("edits", "show", id)
        #expect(patch.output.contains("-echo one\n+echo edited here\n"), "\(patch.output)")
        #expect(patch.output.contains("+edited page"))
        let export = try await site.nyala("edits", "export", id, site.scratch.at("export"))
        #expect(export.isSuccess, "\(export.all)")
        let path = "export/App_Data/jobs/triggered/report/run.sh"
        #expect(try site.scratch.read(path) == "echo edited here\n")

        // With plain git as well, as the pusher was told.
        let fetch = try await clone.git("fetch", site.pushURL, "refs/nyala/edits/\(id)")
        #expect(fetch.isSuccess, "\(fetch.all)")
        let difference = try await clone.git("diff", "FETCH_HEAD^", "FETCH_HEAD")
        #expect(difference.output.contains("+echo edited here"))
    }

    @Test func `a push without edits tells nothing of them`() async throws {
        let site = try await TestSite.start()
        let clone = try await pushed(site)
        try clone.writeJob("triggered/report", "run.sh", "echo two\n")
        try await clone.commit("two")
        let push = try await clone.push(site)
        #expect(push.isSuccess && !push.errorOutput.contains("edited"), "\(push.all)")
        #expect(try await site.nyala("edits").output == "no edits were ever overwritten\n")
        let unknown = try await site.nyala("edits", "show", "1")
        #expect(unknown.code == 4 && unknown.all.contains("no edits are kept"), "\(unknown.all)")
    }

    @Test func `what an upload or a removal takes away is kept`() async throws {
        let site = try await TestSite.start()
        _ = try await pushed(site)
        try site.write("triggered/report", "extra.txt", "mine\n")
        let removed = try site.call("DELETE", "/api/triggeredwebjobs/report")
        #expect(removed.isSuccess)
        let list = try JSONValue.parse(Array(try await site.nyala("edits", "--json").output.utf8)).array ?? []
        #expect(list.first?["files"]?.array?.map(\.string) == ["App_Data/jobs/triggered/report/extra.txt"])
    }

    @Test func `clean removes what was made by hand, and keeps it as edits`() async throws {
        let site = try await TestSite.start()
        let clone = try await pushed(site)
        try site.write("triggered/report", "extra.txt", "mine\n")
        try site.add("triggered/hand", ["run.sh": "echo by hand\n"])
        try clone.write("page.txt", "two\n")
        try await clone.commit("two")
        let clean = try await clone.git("push", "-o", "clean", site.pushURL, "HEAD:main")
        #expect(clean.isSuccess, "\(clean.all)")
        #expect(try site.scratch.read(site.name("triggered/report", "extra.txt")) == nil)
        #expect(try site.scratch.read(site.name("triggered/hand", "run.sh")) == nil)
        let list = try await site.nyala("edits")
        #expect(list.output.contains("triggered/hand/run.sh") && list.output.contains("triggered/report/extra.txt"))
        try clone.write("page.txt", "three\n")
        try await clone.commit("three")
        let wrong = try await clone.git("push", "-o", "tidy", site.pushURL, "HEAD:main")
        #expect(!wrong.isSuccess && wrong.errorOutput.contains("there is no push option \"tidy\""), "\(wrong.all)")
    }

    @Test func `settings replaced over the API survive a push that does not touch them`() async throws {
        let site = try await TestSite.start()
        let clone = try await pushed(site)
        let body = Array("{\"timeout\": 7}".utf8)
        let put = try site.call("PUT", "/api/triggeredwebjobs/report/settings", body: body)
        #expect(put.isSuccess, "\(put.text)")
        try clone.writeJob("triggered/report", "run.sh", "echo two\n")
        try await clone.commit("two")
        let push = try await clone.push(site)
        #expect(push.isSuccess && !push.errorOutput.contains("edited"), "\(push.all)")
        #expect(try site.scratch.read(site.name("triggered/report", "settings.job")) == "{\"timeout\": 7}")
        let records = try JSONValue.parse(Array(try await site.nyala("deployments", "--json").output.utf8)).array ?? []
        #expect(records.map { $0["deployer"]?.string } == ["push", "settings", "push"])
    }
}
