import Glibc
import JobModel
import LinuxSystem
import ProcessSupervision
import TestKit
import Testing

@Suite struct ProcessTreesTests {
    private let scratch: ScratchDirectory
    private let instance = InstanceID(random: UInt32.random(in: 0...UInt32.max))
    private let job: JobID

    init() throws {
        scratch = try ScratchDirectory()
        job = JobID(type: .triggered, name: try JobName("report"))
    }

    private func trees(useControlGroups: Bool) throws -> ProcessTrees {
        try ProcessTrees(
            home: scratch.path,
            instance: instance,
            useControlGroups: useControlGroups,
            clock: SystemClock()
        )
    }

    // MARK: means

    @Test func `without cgroups processes are found by their mark`() throws {
        let trees = try trees(useControlGroups: false)
        let isMarked = try trees.tree(for: job, mark: "MARK=1") is MarkedTree
        #expect(trees.means == .mark)
        #expect(isMarked)
        // There is no group to remove.
        trees.forget(job)
        trees.removeRoot()
    }

    @Test func `names of the means`() {
        #expect(ProcessTrees.Means.controlGroup.rawValue == "cgroup")
        #expect(ProcessTrees.Means.mark.rawValue == "mark")
        #expect(ProcessTrees.siteVariable == "NYALA_SITE")
    }

    @Test func `cgroups are used where there are any`() throws {
        let trees = try trees(useControlGroups: true)
        let expected: ProcessTrees.Means = ScratchControlGroup.isAvailable ? .controlGroup : .mark
        #expect(trees.means == expected)
        trees.removeRoot()
    }

    @Test(.enabled(if: ScratchControlGroup.isAvailable, "there is no cgroup v2 tree to write to"))
    func `each job has a group in its host's own, until it is forgotten`() throws {
        let trees = try trees(useControlGroups: true)
        let tree = try trees.tree(for: job, mark: "MARK=1")
        let isGroup = tree is ControlGroupTree
        let root = try #require(ControlGroup.writableRoot(named: "nyala-\(instance).\(getpid())"))
        let other = JobID(type: .continuous, name: job.name)
        // Two runs of one job at the same time have a group each.
        let second = try trees.tree(for: job, slot: 1, mark: "MARK=3")
        for tree in [tree, second, try trees.tree(for: other, mark: "MARK=2")] { _ = try tree.birthplace() }
        #expect(isGroup)
        let names = ["continuous.report", "triggered.report", "triggered.report.1"]
        #expect(try root.children().map(\.name) == names)
        trees.forget(job, slots: 2)
        trees.forget(job, slots: 2)
        #expect(try root.children().map(\.name) == ["continuous.report"])
        trees.removeRoot()
        #expect(!Folder.exists(root.path))
    }

    // MARK: what an earlier host left

    @Test func `of all marked processes only those of its home are killed`() throws {
        let mine = try sleeper("NYALA_SITE=\(scratch.path)")
        let others = try [
            "NYALA_SITE=\(scratch.path)/other", "NYALA_SITE=\(scratch.at("")).", "NYALA_SITE=",
            "SITE=NYALA_SITE=\(scratch.path)", "OTHER_NYALA_SITE=\(scratch.path)",
        ].map { try sleeper($0) }
        let trees = try trees(useControlGroups: false)
        #expect(try trees.clearLeftovers() == 1)
        #expect(try mine.waitForExit() == .signal(SIGKILL))
        for other in others { #expect(other.isAlive) }
        #expect(try trees.clearLeftovers() == 0)
        for other in others { try other.end() }
    }

    @Test(.enabled(if: ScratchControlGroup.isAvailable, "there is no cgroup v2 tree to write to"))
    func `the groups of earlier hosts of this home are emptied and removed, and no others`() throws {
        let earlier = try #require(ControlGroup.writableRoot(named: "nyala-\(instance).earlier"))
        let group = try earlier.child(named: "triggered.report")
        let left = try RunningProgram("/bin/sleep", ["60"], environment: [], controlGroup: try group.open())
        _ = try earlier.child(named: "continuous.empty")
        let foreign = try ScratchControlGroup()
        let foreignJob = try foreign.group.child(named: "triggered.report")
        let stranger = try RunningProgram("/bin/sleep", ["60"], environment: [], controlGroup: try foreignJob.open())
        let trees = try trees(useControlGroups: true)
        #expect(try trees.clearLeftovers() == 1)
        #expect(try left.waitForExit() == .signal(SIGKILL))
        #expect(!Folder.exists(earlier.path))
        #expect(stranger.isAlive)
        #expect(try trees.clearLeftovers() == 0)
        try stranger.end()
        trees.removeRoot()
        withExtendedLifetime(foreign) {}
    }

    /// One process that carries this variable, and does nothing.
    private func sleeper(_ variable: String) throws -> RunningProgram {
        let output = try Pipe().split()
        let program = try RunningProgram(
            "/bin/sh",
            ["-c", "echo started; kill -STOP $$"],
            environment: ["PATH=/usr/bin:/bin", variable],
            output: output.writing
        )
        _ = try output.reading.readBlocking(atMost: 100)
        return program
    }
}
