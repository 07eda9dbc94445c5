import Glibc
import LinuxSystem
import TestKit
import Testing

/// Skipped where the kernel offers no writable cgroup v2 tree, as in most containers.
@Suite(.enabled(if: ScratchControlGroup.isAvailable, "there is no cgroup v2 tree to write to"))
struct ControlGroupTests {
    private let scratch: ScratchControlGroup
    private let root: ControlGroup

    init() throws {
        scratch = try ScratchControlGroup()
        root = scratch.group
    }

    @Test func `a group of the same name is the same group`() throws {
        let again = try #require(ControlGroup.writableRoot(named: root.name))
        #expect(again.path == root.path)
        #expect(root.path.hasSuffix("/\(root.name)"))
        let child = try root.child(named: "a")
        #expect(try root.child(named: "a").path == child.path)
        #expect(child.path == "\(root.path)/a")
        #expect(child.name == "a")
    }

    @Test func `lists the groups below it and nothing else`() throws {
        #expect(try root.children().isEmpty)
        for name in ["b", "a"] { _ = try root.child(named: name) }
        #expect(try root.children().map(\.name) == ["a", "b"])
    }

    @Test func `lists the groups beside it by the beginning of their names`() throws {
        let groups = try ["nyala-1.1", "nyala-1.2", "nyala-12.1", "other"].map { try root.child(named: $0) }
        #expect(try groups[0].siblings(prefix: "nyala-1.").map(\.name) == ["nyala-1.2"])
        #expect(try groups[3].siblings(prefix: "nyala-1").map(\.name) == ["nyala-1.1", "nyala-1.2", "nyala-12.1"])
        #expect(try groups[0].siblings(prefix: "none").isEmpty)
    }

    @Test func `a process is born in it, and so are its children, whatever their session`() async throws {
        let group = try root.child(named: "a")
        #expect(group.isEmpty)
        #expect(group.processes.isEmpty)
        let program = try RunningProgram(
            "/bin/sh",
            ["-c", "setsid sleep 60 & wait"],
            controlGroup: try group.open()
        )
        #expect(group.processes.contains(program.processID))
        try await eventually("the child is born") { group.processes.count == 2 }
        #expect(!group.isEmpty)
        try group.kill()
        #expect(try program.waitForExit() == .signal(SIGKILL))
        try await eventually("nobody is left") { group.isEmpty && group.processes.isEmpty }
    }

    @Test func `only an empty group is removed`() async throws {
        let group = try root.child(named: "a")
        let program = try RunningProgram("/bin/sleep", ["60"], controlGroup: try group.open())
        group.remove()
        #expect(Folder.exists(group.path))
        try program.end()
        try await eventually("it can be removed") {
            group.remove()
            return !Folder.exists(group.path)
        }
    }

    @Test func `a group that is gone holds nobody`() throws {
        let group = try root.child(named: "a")
        group.remove()
        #expect(group.isEmpty)
        #expect(group.processes.isEmpty)
        let error = #expect(throws: SystemError.self) { try group.kill() }
        #expect(error?.isMissing == true)
    }
}
