import Glibc
package import LinuxSystem

/// A process tree in a cgroup v2 folder of its own.
package final class ControlGroupTree: ProcessTree {
    private let group: ControlGroup
    private var wasKilled = false
    private var events: (descriptor: SharedDescriptor, watch: SystemLoop.WatchID)?

    package init(_ group: ControlGroup) {
        self.group = group
    }

    package func birthplace() throws(SystemError) -> SharedDescriptor? {
        try group.open()
    }

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

    package func processorTime(leader: Int32) -> Duration {
        group.processorTime
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
        if wasKilled { group.remove() }
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
