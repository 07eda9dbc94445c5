import JobModel
import LinuxSystem
import TestKit
import Testing

/// Whatever is asked, the answer is a refusal in good time, and the host is as before.
@Suite struct HostileRequestTests {
    /// Kilobytes of memory that the host has in use, and how many files it has open.
    private func usage(_ site: TestSite) throws -> (memory: Int, files: Int) {
        let status = try FileContents.text("/proc/\(site.servingProcess)/status") ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        let memory = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return (memory, try Folder.names(in: "/proc/\(site.servingProcess)/fd").count)
    }

    /// Sends them all, each on a connection of its own; the statuses of those that knocked at a door.
    private func send(_ requests: [HostileRequest], to site: TestSite) throws -> [String: Int] {
        var doors: [String: Int] = [:]
        for request in requests {
            let answer = try HostileSite.ask(site, request)
            guard let answer else {
                Issue.record("no answer: \(request.name)")
                continue
            }
            #expect(request.statuses.contains(answer.status), "\(request.name): \(answer.status) \(answer.body)")
            #expect(!answer.body.contains("root:x:"), "\(request.name)")
            #expect(answer.header("X-Evil") == nil, "\(request.name)")
            if let door = request.door { doors["\(door.method) \(door.path) \(answer.status)", default: 0] += 1 }
        }
        return doors
    }

    @Test func `every hostile request gets a clean refusal and leaves the host as it was`() async throws {
        let hostile = try await HostileSite()
        let site = hostile.site
        let pid = try await site.pid("continuous/steady")
        let tables = [
            hostile.heads, hostile.methods, hostile.crossSite, hostile.crossScope, hostile.credentials, hostile.paths,
            hostile.bodies,
        ]
        // Once, so that what is made at the first use is there.
        _ = try send(Array(hostile.bodies.prefix(20)), to: site)
        let before = try usage(site)
        var doors: [String: Int] = [:]
        var count = 0
        for table in tables {
            doors.merge(try send(table, to: site)) { $0 + $1 }
            count += table.count
            #expect(try HostileSite.ask(site, HostileRequest("", "GET", "/healthz"))?.body == "ok\n")
        }
        #expect(count > 500)
        try expectRecords(of: doors, in: site)
        try await eventually("no connection is left open") { try usage(site).files <= before.files + 2 }
        #expect(try usage(site).memory < before.memory + 48 * 1024)
        #expect(try await site.pid("continuous/steady") == pid)
        for job in ["mine", "other"] {
            #expect(try site.scratch.read(site.name("triggered/\(job)", "run.sh")) == "echo hi\n")
            #expect(try site.runFolders(of: job).count == 1, "\(job)")
        }
        #expect(try Folder.names(in: "\(site.jobs)/triggered") == ["mine", "other"])
        let escaped = try await Command.run("grep", ["-rl", "echo escaped", site.home]).output
        #expect(escaped == "")
        #expect(try await site.nyala("run", "mine", "--wait").isSuccess)
    }

    private func expectRecords(of doors: [String: Int], in site: TestSite) throws {
        var found: [String: Int] = [:]
        for file in try Folder.names(in: "\(site.home)/LogFiles") where file.hasPrefix("audit.log") {
            for line in (try site.scratch.read("home/LogFiles/\(file)") ?? "").split(separator: "\n") {
                let entry = try JSONValue.parse(Array(line.utf8))
                let (method, path) = (entry["method"]?.string ?? "", entry["path"]?.string ?? "")
                found["\(method) \(path.prefix(60)) \(entry["status"]?.integer ?? 0)", default: 0] += 1
            }
        }
        for (door, count) in doors {
            let parts = door.split(separator: " ").map(String.init)
            let short = "\(parts[0]) \(parts[1].prefix(60)) \(parts[2])"
            #expect(found[short, default: 0] >= count, "not in the audit log: \(door)")
        }
    }
}
