import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Files of a home, one at a time, through the original's virtual file system.
@Suite struct FileRouteTests {
    private static let always = APIHeader("If-Match", "*")

    private func put(
        _ site: TestSite,
        _ path: String,
        _ text: String,
        _ headers: APIHeader...
    ) throws -> APIResponse {
        try site.call("PUT", path, headers: headers, body: Array(text.utf8))
    }

    @Test func `a file is made, read, changed by who knows it, and removed`() async throws {
        let site = try await TestSite.start()
        let path = "/api/vfs/data/inbox/new%20file.txt"
        #expect(try site.call("GET", path).status == 404)
        let made = try put(site, path, "first")
        #expect(made.status == 201, "\(made.text)")
        let tag = try #require(made.header("ETag"))
        #expect(tag.hasPrefix("\""))
        #expect(try site.scratch.read("home/data/inbox/new file.txt") == "first")

        let read = try site.call("GET", path)
        #expect(read.status == 200)
        #expect(read.text == "first")
        #expect(read.header("ETag") == tag)
        #expect(read.header("Content-Type") == "text/plain; charset=utf-8")
        #expect(read.header("X-Content-Type-Options") == "nosniff")
        #expect(try site.call("GET", path, headers: [APIHeader("If-None-Match", tag)]).status == 304)
        #expect(try site.call("GET", path, headers: [APIHeader("If-None-Match", "\"a\", W/\(tag)")]).status == 304)
        let head = try site.call("HEAD", path)
        #expect(head.header("ETag") == tag)
        #expect(head.header("Content-Length") == "5")

        #expect(try put(site, path, "second").status == 412)
        let other = try put(site, path, "second", APIHeader("If-Match", "\"other\""))
        #expect(other.status == 412 && other.header("ETag") == tag)
        #expect(try put(site, path, "second", APIHeader("If-None-Match", "*")).status == 412)
        let changed = try put(site, path, "second, longer", APIHeader("If-Match", tag))
        #expect(changed.status == 204)
        let next = try #require(changed.header("ETag"))
        #expect(next != tag)
        #expect(try site.call("GET", "/vfs/data/inbox/new%20file.txt").text == "second, longer")
        #expect(try put(site, path, "third", Self.always).status == 204)

        #expect(try site.call("DELETE", path).status == 412)
        #expect(try site.call("DELETE", path, headers: [APIHeader("If-Match", next)]).status == 412)
        #expect(try site.call("DELETE", path, headers: [Self.always]).status == 200)
        #expect(try site.call("DELETE", path, headers: [Self.always]).status == 404)
    }

    @Test func `a part of a file is read`() async throws {
        let site = try await TestSite.start()
        let path = "/api/vfs/data/inbox/digits"
        let tag = try #require(try put(site, path, "0123456789").header("ETag"))
        let part = try site.call("GET", path, headers: [APIHeader("Range", "bytes=2-4")])
        #expect(part.status == 206)
        #expect(part.text == "234")
        #expect(part.header("Content-Range") == "bytes 2-4/10")
        #expect(try site.call("GET", path, headers: [APIHeader("Range", "bytes=-3")]).text == "789")
        let beyond = try site.call("GET", path, headers: [APIHeader("Range", "bytes=10-")])
        #expect(beyond.status == 416)
        #expect(beyond.header("Content-Range") == "bytes */10")
        #expect(try site.call("GET", path, headers: [APIHeader("Range", "bytes=0-1,5-6")]).text == "0123456789")
        let range = APIHeader("Range", "bytes=0-0")
        #expect(try site.call("GET", path, headers: [range, APIHeader("If-Range", tag)]).text == "0")
        #expect(try site.call("GET", path, headers: [range, APIHeader("If-Range", "\"old\"")]).text == "0123456789")
    }

    @Test func `folders are listed, made and removed`() async throws {
        let site = try await TestSite.start()
        #expect(try site.call("PUT", "/api/vfs/data/inbox/deep/er/").status == 201)
        #expect(try site.call("PUT", "/api/vfs/data/inbox/deep/er/").status == 409)
        #expect(try put(site, "/api/vfs/data/inbox/file.json", "{}").status == 201)
        #expect(try put(site, "/api/vfs/data/inbox/run.sh", "").status == 201)
        let redirect = try site.call("GET", "/api/vfs/data/inbox")
        #expect(redirect.status == 307)
        #expect(redirect.header("Location") == "\(site.url)/api/vfs/data/inbox/")

        let listing = try site.call("GET", "/api/vfs/data/inbox/")
        let entries = try JSONValue.parse(listing.body).array ?? []
        #expect(entries.map { $0["name"]?.string } == ["deep", "file.json", "run.sh"])
        #expect(entries.map { $0["mime"]?.string } == ["inode/directory", "application/json", "text/plain"])
        #expect(entries.map { $0["size"]?.integer } == [0, 2, 0])
        #expect(entries[0]["href"]?.string == "\(site.url)/api/vfs/data/inbox/deep/")
        #expect(entries[1]["href"]?.string == "\(site.url)/api/vfs/data/inbox/file.json")
        #expect(entries[1]["path"]?.string == "\(site.home)/data/inbox/file.json")
        #expect(entries.allSatisfy { ($0["mtime"]?.string ?? "").hasSuffix("Z") && $0["crtime"]?.string != nil })
        #expect(try site.call("GET", "/api/vfs/data/inbox/deep/er/").text == "[]")

        #expect(try put(site, "/api/vfs/data/inbox/deep", "x", Self.always).status == 409)
        #expect(try put(site, "/api/vfs/data/inbox/file.json/x", "x").status == 409)
        #expect(try site.call("DELETE", "/api/vfs/data/inbox/deep/").status == 409)
        let recursive = [(name: "recursive", value: "true")]
        #expect(try site.call("DELETE", "/api/vfs/data/inbox/deep/", query: recursive).status == 200)
        #expect(try Folder.names(in: "\(site.home)/data/inbox") == ["file.json", "run.sh"])
        try await site.waitUntilUploadsAreGone()

        for (path, names) in [
            ("/api/vfs/", ["LogFiles", "data", "site"]), ("/vfs/site/", ["deployments", "wwwroot"]),
        ] {
            let entries = try JSONValue.parse(try site.call("GET", path).body).array ?? []
            #expect(entries.compactMap { $0["name"]?.string } == names)
        }
        let data = try JSONValue.parse(try site.call("GET", "/api/vfs/data/").body).array ?? []
        #expect(data.compactMap { $0["name"]?.string } == ["inbox", "jobs"])
    }

    @Test func `a job's file that is changed restarts the job, and removing its folder ends it`() async throws {
        let site = try await TestSite.start()
        let folder = "/api/vfs/site/wwwroot/App_Data/jobs/continuous/steady"
        #expect(try put(site, "\(folder)/run.sh", JobScripts.steady("one")).status == 201)
        let first = try await site.waitForStart(of: "continuous/steady")
        #expect(try put(site, "\(folder)/run.sh", JobScripts.steady("two"), Self.always).status == 204)
        let second = try await site.waitForStart(of: "continuous/steady", notAs: first)
        #expect(try site.log("continuous/steady").contains("started two"))
        let recursive = [(name: "recursive", value: "true")]
        #expect(try site.call("DELETE", "\(folder)/", query: recursive).status == 200)
        try await eventually("it is gone") { try await site.job("continuous/steady") == nil }
        try await eventually("it has ended") { !TreeTests.isAlive(second) }
    }

    @Test func `a file keeps its permissions, and a new program may be run`() async throws {
        let site = try await TestSite.start()
        try site.scratch.write("home/data/inbox/kept", "text", mode: 0o640)
        #expect(try put(site, "/api/vfs/data/inbox/kept", "other", Self.always).status == 204)
        let folder = try OpenFolder("\(site.home)/data/inbox")
        #expect(try folder.status(of: Array("kept".utf8))?.mode == 0o640)
        #expect(try put(site, "/api/vfs/data/inbox/run", "#!/bin/sh\n").status == 201)
        #expect(try folder.status(of: Array("run".utf8))?.mode == 0o755)
        #expect(try put(site, "/api/vfs/data/inbox/text", "text").status == 201)
        #expect(try folder.status(of: Array("text".utf8))?.mode == 0o644)
    }

    @Test func `jobs that lie elsewhere are found where a site has them`() async throws {
        let elsewhere = try ScratchDirectory()
        let site = try await TestSite.start(settings: ["WEBJOBS_ROOT_PATH": elsewhere.path])
        let file = "/api/vfs/site/wwwroot/App_Data/jobs/triggered/job/run.sh"
        #expect(try put(site, file, "echo hello\n").status == 201)
        #expect(try elsewhere.read("triggered/job/run.sh") == "echo hello\n")
        #expect(try await site.nyala("run", "job", "--wait").output.contains("hello"))
    }

    @Test func `of many who change the same version one wins`() async throws {
        let site = try await TestSite.start()
        let path = "/api/vfs/data/inbox/counter"
        let tag = try #require(try put(site, path, "0").header("ETag"))
        let statuses = try await withThrowingTaskGroup { group in
            for number in 1...8 {
                group.addTask { try put(site, path, "\(number)", APIHeader("If-Match", tag)).status }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.sorted() == [204] + Array(repeating: 412, count: 7))
    }
}
