import Glibc
package import LinuxSystem

/// A process tree in a cgroup v2 folder of its own.
package final class ControlGroupTree: ProcessTree {
    private let group: ControlGroup
    private let limits: GroupLimits
    private let controllers: Set<GroupController>
    private let ledger: GroupLedger
    private var wasKilled = false
    private var events: (descriptor: SharedDescriptor, watch: SystemLoop.WatchID)?

    /// `controllers`: what the kernel can hold it to.
    package init(
        _ group: ControlGroup,
        limits: GroupLimits = GroupLimits(),
        controllers: Set<GroupController> = [],
        ledger: GroupLedger = GroupLedger()
    ) {
        self.group = group
        self.limits = limits
        self.controllers = controllers
        self.ledger = ledger
    }

    package func birthplace() throws(SystemError) -> SharedDescriptor? {
        let folder = try group.open()
        if !controllers.isEmpty { try group.apply(limits, controllers) }
        return folder
    }

    package var mark: ProcessMark? { nil }

    package func signal(_ signal: Int32, leader: Int32) {
        // The process group first and in one call, as a terminal would; then those that left it.
        Glibc.kill(-leader, signal)
        for process in group.processes where getpgid(process) != leader { Glibc.kill(process, signal) }
    }

    package func kill(leader: Int32) {
        wasKilled = true
        do throws(SystemError) {
            try group.kill()
        } catch {
            // The group is gone, or this kernel refuses: the processes it names can still be reached one by one.
            signal(SIGKILL, leader: leader)
        }
    }

    package func isEmpty(leader: Int32) -> Bool {
        group.isEmpty
    }

    package func contains(_ process: Int32, leader: Int32) -> Bool {
        process == leader || group.processes.contains(process)
    }

    package func processorTime(leader: Int32) -> Duration {
        group.processorTime
    }

    package func usage(_ leader: ProcessUsage) -> ProcessUsage {
        let total = group.processorTime
        let used = ledger.use(of: group.path, total)
        return ProcessUsage(
            processorTime: max(used, leader.processorTime),
            peakMemory: group.peakMemory ?? leader.peakMemory
        )
    }

    package func meter(leader: Int32) -> TreeMeter {
        TreeMeter(group, before: ledger.before(group.path), leader: leader)
    }

    package var breach: LimitBreach? {
        guard let limit = limits.memory, controllers.contains(.memory), group.outOfMemoryKills > 0 else { return nil }
        return LimitBreach(.memory, limit: limit)
    }

    package func size(leader: Int32) -> TreeSize {
        TreeSize(tasks: group.taskCount) { [group] in
            group.processes.reduce(0) { $0 + ProcessTable.privateMemory(of: $1) }
        }
    }

    package func watchForEmpty(leader: Int32, on loop: SystemLoop, _ handler: @escaping () -> Void) {
        do throws(SystemError) {
            let descriptor = try group.openEvents()
            // The kernel calls a change urgent until the file has been read.
            ControlGroup.acknowledge(descriptor)
            let watch = try loop.watch(descriptor.number, for: [.urgent]) { _ in
                ControlGroup.acknowledge(descriptor)
                handler()
            }
            events = (descriptor, watch)
        } catch {
            // No events file, no group: nobody is left to wait for.
            loop.post { [handler = UncheckedHandler(handler)] in handler.call() }
        }
    }

    package func endWatch(on loop: SystemLoop) {
        if let events { loop.unwatch(events.watch) }
        events = nil
        // Whatever is born in a group that was killed dies: the next start gets a new one.
        // And the kernel's figures are those of all that was ever born in it.
        guard wasKilled || !controllers.isEmpty else { return }
        group.remove()
        ledger.forget(group.path)
    }
}

/// Carries a handler of the loop's own thread through `post`, which brings it back to that same thread.
private struct UncheckedHandler: @unchecked Sendable {
    // Made and called on the loop's thread only: `watchForEmpty` is called there, and `post` runs there.
    let call: () -> Void

    init(_ call: @escaping () -> Void) {
        self.call = call
    }
}
