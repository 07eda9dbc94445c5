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

    private func ask(_ site: TestSite, _ path: String, times: Int) throws {
        for _ in 0..<times { #expect(try site.call("GET", path).status == 200) }
    }

    /// KiB that are the host's alone.
    private static func ownMemory(of site: TestSite) throws -> Int {
        let text = try FileContents.text("/proc/\(site.servingProcess)/status") ?? ""
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("RssAnon:") })
        return try #require(line.split(separator: " ").dropLast().last.flatMap { Int($0) })
    }
}
