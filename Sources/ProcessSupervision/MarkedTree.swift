import Glibc
import JobModel
package import LinuxSystem

/// A process tree without a cgroup: found by the session of its leader, by descent from it, and by a mark that every
/// descendant inherits, among its limits (``ProcessMark``) and in its environment.
///
/// The host, or its keeper, is the reaper of orphans below it, so whoever detaches stays findable. A process that takes off both marks
/// *and* leaves its session *and* outlives its parent escapes this search (not the kernel's list, hence cgroups come
/// first).
package final class MarkedTree: ProcessTree {
    /// Between two looks while a tree is emptying.
    private static let lookInterval: Duration = .milliseconds(20)

    package var mark: ProcessMark? { ownMark }
    private let ownMark: ProcessMark
    private let variable: String
    /// The process below which all of the tree stays, as it is the reaper of orphans.
    private let top: Int32
    private let clock: any TimeSource
    private var timer: TimerID?
    private var known: Set<Int32> = []

    /// `mark`: a `NAME=value` of the environment that only this tree carries.
    ///
    /// `site` is what all trees of a home have in common.
    package init(mark: String, site: String = "", below top: Int32, clock: any TimeSource) {
        ownMark = ProcessMark(site: site, name: mark)
        variable = mark
        self.top = top
        self.clock = clock
    }

    package func birthplace() throws(SystemError) -> SharedDescriptor? {
        nil
    }

    package func signal(_ signal: Int32, leader: Int32) {
        let members = members(leader)
        Glibc.kill(-leader, signal)
        for process in members where getpgid(process) != leader { Glibc.kill(process, signal) }
    }

    package func kill(leader: Int32) {
        // A tree that forks while it is being killed needs several looks; a bound, because the timer comes again.
        for _ in 0..<16 {
            let (members, groups) = membersAndGroups(leader)
            if members.isEmpty { return }
            // The kernel lets nobody of a group fork while it signals all of it.
            for group in groups { Glibc.kill(-group, SIGKILL) }
            for process in members { Glibc.kill(process, SIGKILL) }
        }
    }

    package func isEmpty(leader: Int32) -> Bool {
        for _ in 0..<Self.maximumLooks {
            let newest = ProcessTable.newestNumber
            guard members(leader).isEmpty else { return false }
            // A process that forks and goes while the table is read can be missed with its child: a look counts when
            // nothing was forked meanwhile.
            if newest != nil, newest == ProcessTable.newestNumber { return true }
        }
        return true
    }

    /// On a machine where something forks all the time, so many looks that find nobody are believed.
    private static let maximumLooks = 8

    package func contains(_ process: Int32, leader: Int32) -> Bool {
        process == leader || members(leader).contains(process)
    }

    package func processorTime(leader: Int32) -> Duration {
        members(leader).reduce(.zero) { $0 + ProcessTable.processorTime(of: $1) }
    }

    package func usage(_ leader: ProcessUsage) -> ProcessUsage {
        leader
    }

    package func meter(leader: Int32) -> TreeMeter {
        TreeMeter(ownMark, leader: leader)
    }

    package var breach: LimitBreach? { nil }

    package func size(leader: Int32) -> TreeSize {
        let members = members(leader)
        return TreeSize(tasks: members.reduce(0) { $0 + ProcessTable.taskCount(of: $1) }) {
            members.reduce(0) { $0 + ProcessTable.privateMemory(of: $1) }
        }
    }

    package func watchForEmpty(leader: Int32, on loop: SystemLoop, _ handler: @escaping () -> Void) {
        timer = loop.schedule(at: clock.monotonicTime() + Self.lookInterval) { [weak self] in
            guard let self else { return }
            if isEmpty(leader: leader) { return handler() }
            watchForEmpty(leader: leader, on: loop, handler)
        }
    }

    package func endWatch(on loop: SystemLoop) {
        guard let timer else { return }
        loop.cancel(timer)
        self.timer = nil
    }

    private func members(_ leader: Int32) -> Set<Int32> {
        membersAndGroups(leader).members
    }

    /// Its processes, and the process groups that are all its own: those of sessions that are not the host's, since a
    /// process can only join a group of its session.
    private func membersAndGroups(_ leader: Int32) -> (members: Set<Int32>, groups: Set<Int32>) {
        let table = ProcessTable()
        var members = table.descendants(of: leader)
        members.insert(leader)
        let below = table.descendants(of: top)
        for (process, entry) in table.entries {
            // One whose parent went while the table was read is below nobody in it.
            let isCandidate = below.contains(process) || table.entries[entry.parent] == nil
            let belongs =
                isCandidate && (entry.session == leader || entry.group == leader || known.contains(process))
                || ProcessMark(of: process) == mark
                || isCandidate && ProcessTable.environment(of: process, contains: variable)
            if belongs {
                members.insert(process)
                members.formUnion(table.descendants(of: process))
            }
        }
        members = members.filter { table.entries[$0]?.isZombie == false }
        ProcessTable.collectOrphans()
        known = members
        let own = getsid(0)
        let entries = members.compactMap { table.entries[$0] }
        return (members, Set(entries.filter { $0.session != own && $0.group > 1 }.map(\.group)))
    }
}
