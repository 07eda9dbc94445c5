import LinuxSystem
import ProcessSupervision
import TestKit
import Testing

/// What only cgroups can do; everything else is tried with both kinds of tree in `SupervisorTests`.
@Suite(.enabled(if: ScratchControlGroup.isAvailable, "there is no cgroup v2 tree to write to"))
struct ControlGroupTreeTests {
    private let scratch: ScratchControlGroup
    private let group: ControlGroup
    private let loop: SystemLoop

    init() throws {
        scratch = try ScratchControlGroup()
        group = try scratch.group.child(named: "tree")
        loop = try SystemLoop(name: "test-tree")
    }

    @Test func `nobody is woken while nothing changes in the group`() async throws {
        let program = try RunningProgram("/bin/sleep", ["60"], controlGroup: try group.open())
        let watched = WatchedTree(group, loop)
        await watched.watch(leader: program.processID)
        for _ in 0..<50 { try await loop.perform {} }
        let calls = await watched.calls
        await watched.endWatch()
        // One call at the beginning does no harm.
        #expect(calls <= 1)
        try program.end()
    }

    @Test func `its owner is told when the last process has gone`() async throws {
        let program = try RunningProgram("/bin/sleep", ["60"], controlGroup: try group.open())
        let watched = WatchedTree(group, loop)
        await watched.watch(leader: program.processID)
        let isEmpty = await watched.isEmpty
        #expect(!isEmpty)
        try program.end()
        try await eventually("the handler finds it empty") { await watched.wasSeenEmpty }
        await watched.endWatch()
    }
}

/// A tree that is watched on a loop.
private actor WatchedTree {
    private let loop: SystemLoop
    private let tree: ControlGroupTree
    private var leader: Int32 = 0
    private(set) var calls = 0
    private(set) var wasSeenEmpty = false

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    init(_ group: ControlGroup, _ loop: SystemLoop) {
        self.loop = loop
        tree = ControlGroupTree(group)
    }

    var isEmpty: Bool {
        tree.isEmpty(leader: leader)
    }

    func watch(leader: Int32) {
        self.leader = leader
        tree.watchForEmpty(leader: leader, on: loop) { self.told() }
    }

    func endWatch() {
        tree.endWatch(on: loop)
    }

    private func told() {
        calls += 1
        if isEmpty { wasSeenEmpty = true }
    }
}
