import APIClient
import JobModel
import LinuxSystem
import TestKit
import Testing

/// A host that has served for months is as small as one that has served for a minute.
@Suite struct MemoryTests {
    private static let requests = 1500
    /// What requests may leave behind, in all: far less than a kilobyte each.
    private static let allowance = 768

    @Test(arguments: ["/api/v1/jobs", "/api/v1/jobs/continuous/idle", "/healthz", "/metrics"])
    func `requests leave nothing behind`(path: String) async throws {
        let site = try await TestSite.start()
        try site.add("continuous/idle", ["run.sh": "exec sleep 600\n"])
        _ = try await site.waitForStart(of: "continuous/idle")
        try ask(site, path, times: 300)
        let before = try Self.ownMemory(of: site)
        try ask(site, path, times: Self.requests)
        #expect(try Self.ownMemory(of: site) - before < Self.allowance, "KiB for \(Self.requests) requests")
    }

    @Test func `what only the start needed is given back`() async throws {
        let site = try await TestSite.start()
        let atStart = try Self.memory("RssFile", of: site)
        try await eventually("less of the programs is held") { try Self.memory("RssFile", of: site) < atStart * 2 / 3 }
        #expect(try site.call("GET", "/api/v1/jobs").status == 200)
    }

    /// Seconds in which the host is watched.
    private static let watched: Duration = .seconds(5)
    /// The look at the loops, and what a kernel may do on its own; a tick every second would be more.
    private static let wakeUps = 25

    /// Also where logs go to a sink, which has taken them all, or to one that is away.
    @Test(arguments: [nil, true, false] as [Bool?])
    func `a host with nothing to do sleeps`(sinkIsThere: Bool?) async throws {
        let journal = sinkIsThere == true ? try await RealJournal.start() : nil
        let site = try await TestSite.start(
            settings: sinkIsThere == nil
                ? [:] : ["log.journald": "true", "log.journald.socket": journal?.socket ?? "/nowhere"]
        )
        try site.add("continuous/idle", ["run.sh": "exec sleep 600\n"])
        _ = try await site.waitForStart(of: "continuous/idle")
        let clock = SystemClock()
        try await eventually("for \(Self.watched) it is hardly woken") {
            let before = Self.wakeUps(of: site)
            let end = clock.monotonicTime() + Self.watched
            try await eventually("time passes") { clock.monotonicTime() > end }
            return Self.wakeUps(of: site) - before <= Self.wakeUps
        }
        withExtendedLifetime(journal) {}
    }

    /// How often its threads have gone to sleep by themselves.
    private static func wakeUps(of site: TestSite) -> Int {
        let folder = "/proc/\(site.servingProcess)/task"
        // Threads come and go.
        return ((try? Folder.names(in: folder)) ?? []).reduce(0) { sum, thread in
            let text = (try? FileContents.text("\(folder)/\(thread)/status")) ?? nil
            let line = text?.split(separator: "\n").first { $0.hasPrefix("voluntary_ctxt_switches:") }
            return sum + (line?.split(separator: "\t").last.flatMap { Int($0) } ?? 0)
        }
    }

    private func ask(_ site: TestSite, _ path: String, times: Int) throws {
        for _ in 0..<times { #expect(try site.call("GET", path).status == 200) }
    }

    /// KiB that are the host's alone.
    private static func ownMemory(of site: TestSite) throws -> Int {
        try memory("RssAnon", of: site)
    }

    /// KiB of a kind that the kernel tells of.
    private static func memory(_ kind: String, of site: TestSite) throws -> Int {
        let text = try FileContents.text("/proc/\(site.servingProcess)/status") ?? ""
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("\(kind):") })
        return try #require(line.split(separator: " ").dropLast().last.flatMap { Int($0) })
    }
}
