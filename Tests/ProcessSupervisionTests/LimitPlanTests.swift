import JobModel
import LinuxSystem
import ProcessSupervision
import Testing

@Suite struct LimitPlanTests {
    static var everything: LimitSettings {
        var limits = LimitSettings()
        limits.memory = 64 << 20
        limits.cpu = 50
        limits.processes = 20
        limits.openFiles = 100
        limits.fileSize = 4096
        return limits
    }

    @Test func `no limits, nothing to do`() {
        let plan = LimitPlan(LimitSettings(), controllers: [], hasOwnUser: true)
        #expect(plan.group == GroupLimits())
        #expect(plan.resources == ResourceLimits())
        #expect(plan.watched.isEmpty)
        #expect(plan.unenforced.isEmpty)
    }

    @Test func `what the kernel can hold a tree to, it does`() {
        let plan = LimitPlan(Self.everything, controllers: Set(GroupController.allCases), hasOwnUser: true)
        #expect(plan.group == GroupLimits(memory: 64 << 20, processor: 50, processes: 20))
        #expect(plan.resources == ResourceLimits(openFiles: 100, fileSize: 4096))
        #expect(plan.watched.isEmpty)
        #expect(plan.unenforced.isEmpty)
    }

    @Test(arguments: [(true, UInt64(36)), (false, nil)])
    func `elsewhere each process has a limit, the host looks at the tree, and a share is not enforced`(
        hasOwnUser: Bool,
        processes: UInt64?
    ) {
        let plan = LimitPlan(Self.everything, controllers: [], hasOwnUser: hasOwnUser)
        #expect(plan.group == GroupLimits())
        #expect(plan.watched == WatchedLimits(memory: 64 << 20, processes: 20))
        #expect(plan.unenforced == ["cpu"])
        let expected = ResourceLimits(data: 384 << 20, processes: processes, openFiles: 100, fileSize: 4096)
        #expect(plan.resources == expected)
    }

    @Test func `each controller counts by itself`() {
        let plan = LimitPlan(Self.everything, controllers: [.processes], hasOwnUser: false)
        #expect(plan.group == GroupLimits(processes: 20))
        #expect(plan.watched == WatchedLimits(memory: 64 << 20))
    }

    @Test(arguments: [
        (LimitBreach(.memory, limit: 1 << 20, found: 3 << 19), "it used 1.5 MiB of memory; limits.memory is 1 MiB"),
        (LimitBreach(.memory, limit: 1 << 30), "it used more memory than it may; limits.memory is 1 GiB"),
        (LimitBreach(.processes, limit: 5, found: 9), "it had 9 processes and threads; limits.processes is 5"),
        (LimitBreach(.processes, limit: 5), "it had more processes than it may; limits.processes is 5"),
    ])
    func `a breach says what it was and what it may be`(breach: LimitBreach, sentence: String) {
        #expect("\(breach)" == sentence)
        #expect(breach.cause == (breach.kind == .memory ? .outOfMemory : .processLimit))
    }
}
