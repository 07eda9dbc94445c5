import Glibc
package import LinuxSystem

/// A cgroup of one test's own, removed when the test lets go of it.
package final class ScratchControlGroup: Sendable {
    package let group: ControlGroup

    /// Whether this machine lets its tests make cgroups; where not, the tests that need them are skipped.
    package static let isAvailable: Bool = {
        guard let probe = ControlGroup.writableRoot(named: "nyala-test-\(getpid())-probe") else { return false }
        probe.remove()
        return true
    }()

    package init() throws {
        let name = "nyala-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        guard let group = ControlGroup.writableRoot(named: name) else {
            throw SystemError(call: "mkdir", path: name, code: EACCES)
        }
        self.group = group
    }

    deinit {
        // A group that cannot be listed is gone.
        for child in (try? group.children()) ?? [] { child.remove() }
        group.remove()
    }
}
