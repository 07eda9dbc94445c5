package import JobModel
package import LinuxSystem

/// By which means a job is held to its limits on this machine.
///
/// What the kernel can hold a whole tree to, it does (cgroup v2). Elsewhere each process has a limit of its own, as a
/// backstop, and the host looks at the tree as a whole.
package struct LimitPlan: Sendable, Hashable {
    /// By the kernel, for the tree.
    package var group = GroupLimits()
    /// By the kernel, for each process.
    package var resources = ResourceLimits()
    /// By looking at the tree.
    package var watched = WatchedLimits()
    /// Keys of `limits` that nothing holds the job to here.
    package var unenforced: [String] = []

    /// Memory that a process may ask for beyond its limit: the stacks of threads and what else is reserved and never
    /// used count there, and only there.
    private static let memoryReserve = 256 * 1024 * 1024
    /// Processes that the kernel lets a user have beyond the limit, at least: so that the host sees who is above it.
    private static let processReserve = 16

    /// `hasOwnUser`: the job names a user that is not the host's, so that its processes can be told by it.
    package init(_ limits: LimitSettings, controllers: Set<GroupController>, hasOwnUser: Bool) {
        resources.openFiles = limits.openFiles.map { UInt64($0) }
        resources.fileSize = limits.fileSize.map { UInt64($0) }
        if let memory = limits.memory {
            if controllers.contains(.memory) {
                group.memory = memory
            } else {
                watched.memory = memory
                resources.data = UInt64(memory) * 2 + UInt64(Self.memoryReserve)
            }
        }
        if let processes = limits.processes {
            if controllers.contains(.processes) {
                group.processes = processes
            } else {
                watched.processes = processes
                if hasOwnUser { resources.processes = UInt64(processes + max(Self.processReserve, processes / 4)) }
            }
        }
        guard let share = limits.cpu else { return }
        if controllers.contains(.processor) {
            group.processor = share
        } else {
            unenforced.append("cpu")
        }
    }
}
