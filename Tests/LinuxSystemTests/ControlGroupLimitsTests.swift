import LinuxSystem
import TestKit
import Testing

/// What is written to and read from a cgroup, in plain folders that stand for the kernel's.
@Suite struct ControlGroupLimitsTests {
    private let scratch: ScratchDirectory
    private let root: ControlGroup

    init() throws {
        scratch = try ScratchDirectory()
        for group in ["own", "own/root", "own/root/job"] { try Folder.create(scratch.at(group)) }
        root = ControlGroup.at(scratch.at("own/root"))
    }

    private func files(_ group: String, _ names: [String]) throws {
        for name in names { try scratch.write("\(group)/\(name)", "") }
    }

    @Test func `limits are written for the controllers there are`() throws {
        let job = ControlGroup.at(scratch.at("own/root/job"))
        let names = ["memory.max", "memory.oom.group", "memory.swap.max", "cpu.max", "pids.max"]
        try files("own/root/job", names)
        func read() throws -> [String?] { try names.map { try scratch.read("own/root/job/\($0)") } }
        try job.apply(GroupLimits(memory: 4096, processor: 150, processes: 7), [.memory, .processor, .processes])
        #expect(try read() == ["4096", "1", "0", "150000 100000", "7"])
        // A start without limits takes those of the one before back.
        try job.apply(GroupLimits(), [.memory, .processor, .processes])
        #expect(try read() == ["max", "0", "max", "max 100000", "max"])
        try job.apply(GroupLimits(memory: 1, processor: 1, processes: 1), [.processes])
        #expect(try read() == ["max", "0", "max", "max 100000", "1"])
    }

    @Test func `a limit that cannot be written is an error, except what older kernels lack`() throws {
        let job = ControlGroup.at(scratch.at("own/root/job"))
        #expect(throws: SystemError.self) { try job.apply(GroupLimits(memory: 1), [.memory]) }
        try files("own/root/job", ["memory.max"])
        try job.apply(GroupLimits(memory: 1), [.memory])
    }

    @Test func `the kernel's figures are read`() throws {
        let job = ControlGroup.at(scratch.at("own/root/job"))
        #expect(job.outOfMemoryKills == 0)
        #expect(job.refusedProcesses == 0)
        #expect(job.peakMemory == nil)
        #expect(job.taskCount == 0)
        try scratch.write("own/root/job/memory.events", "low 0\nhigh 0\nmax 9\noom 3\noom_kill 2\noom_group_kill 1\n")
        try scratch.write("own/root/job/pids.events", "max 12\n")
        try scratch.write("own/root/job/memory.peak", "12345678\n")
        try scratch.write("own/root/job/cgroup.threads", "10\n11\n12\n")
        #expect(job.outOfMemoryKills == 2)
        #expect(job.refusedProcesses == 12)
        #expect(job.peakMemory == 12_345_678)
        #expect(job.taskCount == 3)
    }

    @Test func `controllers that are offered are asked for, here and in the group above`() throws {
        try scratch.write("own/cgroup.controllers", "cpuset cpu io memory pids\n")
        try files("own", ["cgroup.subtree_control"])
        try files("own/root", ["cgroup.subtree_control"])
        #expect(root.offeredControllers == [.memory, .processor, .processes])
        // A plain file keeps the last order only; the kernel would have collected them.
        #expect(root.enableControllers().isEmpty)
        #expect(try scratch.read("own/cgroup.subtree_control") == "+cpu +memory +pids")
        #expect(try scratch.read("own/root/cgroup.subtree_control")?.hasPrefix("+") == true)
    }

    @Test func `what is enabled already is not asked for again`() throws {
        try scratch.write("own/cgroup.controllers", "memory pids\n")
        try scratch.write("own/root/cgroup.subtree_control", "memory pids\n")
        #expect(root.enableControllers() == [.memory, .processes])
        #expect(try scratch.read("own/cgroup.subtree_control") == nil)
    }

    @Test(arguments: ["", "hugetlb\n"])
    func `where none is offered there is none`(offered: String) throws {
        try scratch.write("own/cgroup.controllers", offered)
        #expect(root.enableControllers().isEmpty)
    }
}
