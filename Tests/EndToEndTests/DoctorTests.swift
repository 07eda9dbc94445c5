import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// What a machine gives to a host.
@Suite struct DoctorTests {
    private func checks(_ settings: String) async throws -> (code: Int32, checks: [String: JSONValue]) {
        let scratch = try ScratchDirectory()
        try scratch.write("home/site/settings.json", settings)
        let done = try await Program.run(["doctor", "--home", scratch.at("home"), "--json"])
        let list = try JSONValue.parse(Array(done.output.utf8)).array ?? []
        return (done.code, Dictionary(list.map { ($0["name"]?.string ?? "", $0) }) { first, _ in first })
    }

    @Test func `everything a host needs is looked at, and what is there is ok`() async throws {
        let (code, checks) = try await checks("{}")
        #expect(code == 0)
        let names: Set = [
            "process_trees", "limits_memory", "limits_cpu", "limits_processes", "user", "private_tmp", "sandbox",
            "sandbox_network", "kernel", "git", "inotify", "open_files", "time_zones", "secret_files", "disk",
        ]
        #expect(Set(checks.keys) == names)
        for name in ["kernel", "git", "time_zones"] { #expect(checks[name]?["verdict"]?.string == "ok", "\(name)") }
        let trees = ScratchControlGroup.isAvailable ? "ok" : "warn"
        #expect(checks["process_trees"]?["verdict"]?.string == trees)
        #expect(checks["sandbox"]?["verdict"]?.string == (Sandbox.version > 0 ? "ok" : "warn"))
        for check in checks.values where check["verdict"]?.string != "ok" {
            #expect(check["finding"]?.string?.isEmpty == false)
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only a host that runs as root becomes somebody else"))
    func `a user for jobs that does not exist is a problem, with what to do`() async throws {
        let (code, checks) = try await checks("{\"jobs.user\": \"no-such-user\"}")
        #expect(code == 1)
        #expect(checks["user"]?["verdict"]?.string == "problem")
        #expect(checks["user"]?["advice"]?.string?.contains("useradd --system no-such-user") == true)
        let (_, others) = try await self.checks("{\"jobs.user\": \"65534\"}")
        #expect(others["user"]?["verdict"]?.string == "ok")
    }

    @Test func `it reads well and leaves nothing behind`() async throws {
        let scratch = try ScratchDirectory()
        let done = try await Program.run(["doctor", "--home", scratch.at("home")])
        #expect(done.code == 0)
        #expect(done.output.contains("git version "))
        #expect(!Folder.exists(scratch.at("home")))
    }
}
