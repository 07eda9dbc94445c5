import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Many jobs on a machine that lets a program have few files open.
@Suite struct OpenFilesTests {
    private static let count = 110

    private func pids(_ site: TestSite) async throws -> [String: Int] {
        let list = try JSONValue.parse(Array(try await site.nyala("jobs", "--json").output.utf8)).array ?? []
        return list.reduce(into: [:]) { $0[$1["name"]?.string ?? ""] = $1["pid"]?.integer }
    }

    @Test func `where files run short, jobs start as long as the host keeps enough, and none is lost with it`()
        async throws
    {
        let scratch = try ScratchDirectory()
        // Enough for two files of some jobs and for one of the others.
        try scratch.write("limited", "#!/bin/sh\nulimit -n 400\nexec \(Program.path) \"$@\"\n", mode: 0o755)
        let site = try await TestSite.start(program: scratch.at("limited"), scratch: scratch)
        let script = "#!/bin/sh\necho out\necho bad >&2\nexec sleep 1000\n"
        for number in 1...Self.count { try site.add("continuous/job\(number)", ["run.sh": script]) }
        try await eventually("all run") { try await pids(site).count == Self.count }
        let before = try await pids(site)
        func marked() throws -> Int {
            try (1...Self.count).count { try site.log("continuous/job\($0)").contains("ERR ] bad\n") }
        }
        try await eventually("all have written") {
            try (1...Self.count).allSatisfy {
                let log = try site.log("continuous/job\($0)")
                return log.contains("INFO] out\n") && log.contains("] bad\n")
            }
        }
        let apart = try marked()
        #expect((20..<Self.count).contains(apart), "\(apart)")
        let told = try site.scratch.read("home/LogFiles/nyala.log")?
            .ranges(of: "error output of further processes is not told apart").count
        #expect(told == 1)

        // What is too much is told, and leaves room for who asks why.
        for number in 1...40 { try site.add("continuous/more\(number)", ["run.sh": script]) }
        try await eventually("one is not started") {
            try (1...40).contains {
                try site.log("continuous/more\($0)").contains("this host may have 400 files open, and keeps")
            }
        }
        try await eventually("its health says so") {
            let health = try site.call("GET", "/api/v1/health")
            return health.text.contains("no job can be started: this host may have 400 files open")
        }
        let running = try await pids(site)
        #expect(running.count > Self.count && before.allSatisfy { running[$0.key] == $0.value })
        // Nor do connections take the last of them.
        let idle = try (1...100).map { _ in try RawConnection(port: site.port) }
        func openFiles() throws -> Int { try Folder.names(in: "/proc/\(site.servingProcess)/fd").count }
        try await eventually("there is hardly room") { try openFiles() > 350 }
        let answered = try await pids(site)
        #expect(before.allSatisfy { answered[$0.key] == $0.value })
        #expect(try openFiles() < 400)
        withExtendedLifetime(idle) {}

        for number in 1...40 { try Folder.removeTree(site.scratch.at(site.name("continuous/more\(number)", ""))) }
        try await eventually("they are gone") { try await pids(site) == before }

        let host = site.servingProcess
        try #require(kill(host, SIGKILL) == 0)
        try await eventually("the next host knows them all") {
            // Nobody answers for a moment.
            guard site.servingProcess != host, let now = try? await pids(site) else { return false }
            return now == before
        }
        #expect(try await site.nyala("stop", "continuous/job\(Self.count)").isSuccess)
        let last = try #require(before["job\(Self.count)"])
        try await eventually("it has ended") { !TreeTests.isAlive(last) }
    }
}
