import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import JobHosting

@Suite struct SandboxRulesTests {
    private func rules(_ change: (inout SandboxSettings) -> Void = { _ in }) -> Sandbox.Rules {
        var settings = SandboxSettings()
        change(&settings)
        var rules = SandboxRules(settings: settings, root: "/copy", program: "/bin/sh")
        rules.reads = ["/etc", "/no/such/folder"]
        rules.writes = ["/data"]
        return rules.rules
    }

    @Test func `a job reads the system, its program and its own folder, and writes its data`() {
        let rules = rules()
        #expect(rules.read.contains("/usr"))
        #expect(rules.read.last == "/copy")
        #expect(!rules.read.contains("/no/such/folder"))
        #expect(!rules.read.contains { $0 == "/" || $0 == "/home" || $0 == "/var" || $0 == "/tmp" || $0.isEmpty })
        #expect(rules.write == ["/data"])
        #expect(rules.devices.contains("/dev/null"))
        #expect(rules.allowsNetwork)
    }

    @Test func `what the settings name is added, relative paths in the job's folder`() {
        let rules = rules {
            $0.read = ["/srv/in", "lib"]
            $0.write = ["out", "/srv/out"]
            $0.allowsNetwork = false
        }
        #expect(rules.read.suffix(3) == ["/copy", "/srv/in", "/copy/lib"])
        #expect(rules.write == ["/data", "/copy/out", "/srv/out"])
        #expect(!rules.allowsNetwork)
    }
}
