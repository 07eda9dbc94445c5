import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// A run that writes without end costs neither memory nor disk.
@Suite struct FloodTests {
    /// Bytes; `NYALA_TEST_FLOOD` asks for more.
    private static let flood = getenv("NYALA_TEST_FLOOD").flatMap { Int(String(cString: $0)) } ?? 8_000_000
    /// KiB that the flood may add to the peak of host and keeper together, however large it is.
    private static let allowance = 24 * 1024

    /// KiB, the most there were of both.
    private func peak(_ site: TestSite) throws -> Int {
        try [site.servingProcess, site.host.processID].reduce(0) { sum, process in
            let text = try #require(try FileContents.text("/proc/\(process)/status"))
            let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
            let peak = line.split(separator: " ").dropLast().last.flatMap { Int($0) }
            return sum + (try #require(peak))
        }
    }

    @Test func `memory and disk are bounded, and the beginning and the end are there`() async throws {
        let site = try await TestSite.start()
        let script = """
            echo begun
            yes 0123456789012345678901234567890123456789012345678901234567890123456789012345678 | head -c \(Self.flood)
            echo; echo flood-over
            """
        try site.add("triggered/flood", ["run.sh": script, "settings.job": "{\"log\": {\"max_run_bytes\": \"2MiB\"}}"])
        try site.add("triggered/small", ["run.sh": "echo small\n"])
        // What any run takes is there already.
        #expect(try await site.nyala("run", "small", "--wait").isSuccess)
        let before = try peak(site)
        let started = try await site.nyala("run", "flood", "--json")
        let id = try #require(try JSONValue.parse(Array(started.output.utf8))["id"]?.string, "\(started.all)")
        try await eventually(within: .seconds(300), "the flood is over") {
            let run = try JSONValue.parse(site.call("GET", "/api/v1/jobs/triggered/flood/runs/\(id)").body)
            return run["outcome"]?.string == "Success"
        }
        let after = try peak(site)
        #expect(after - before < Self.allowance, "\(before) KiB, then \(after) KiB")
        let output = try site.call("GET", "/api/v1/jobs/triggered/flood/runs/\(id)/output").text
        #expect(output.contains("] begun\n") && output.contains("] flood-over\n"))
        #expect(output.contains(" bytes of output are cut out here"))
        #expect(output.utf8.count <= 2 * 1024 * 1024 + 1024)
    }
}
