import Glibc
package import JobModel
package import LinuxSystem

/// Gives every job its process tree, by the best means this machine has, and clears what an earlier host left behind.
package final class ProcessTrees: Sendable {
    /// How this machine lets a job's processes be found.
    package enum Means: String, Sendable {
        case controlGroup = "cgroup"
        case mark
    }

    /// The variable every job's environment carries; its value is the home folder.
    package static let siteVariable = "NYALA_SITE"

    /// How long killed processes of an earlier host are waited for.
    private static let clearLimit: Duration = .seconds(2)
    /// Milliseconds between two looks.
    private static let clearPause: Int32 = 2

    package let means: Means
    /// What the kernel can hold a tree to here.
    package let controllers: Set<GroupController>
    private let ledger = GroupLedger()
    private let root: ControlGroup?
    /// Of the names of the groups of this home's hosts; each host has one of its own.
    private let prefix: String
    /// The process below which all of the site's jobs are: the host's own, or its keeper.
    private let top: Int32
    private let home: String
    private let clock: any TimeSource

    /// A start of an earlier host that goes on.
    package struct KeptStart: Sendable {
        let job: JobID
        let slot: Int
        let mark: String
        let processID: Int32

        package init(job: JobID, slot: Int, mark: String, processID: Int32) {
            self.job = job
            self.slot = slot
            self.mark = mark
            self.processID = processID
        }
    }

    /// `useControlGroups: false` takes the fallback even where the kernel could do better; `isKept`: the jobs are children
    /// of this process's parent.
    package init(
        home: String,
        instance: InstanceID,
        useControlGroups: Bool,
        isKept: Bool = false,
        clock: any TimeSource
    ) throws(SystemError) {
        self.home = home
        self.clock = clock
        prefix = "nyala-\(instance)."
        top = isKept ? getppid() : getpid()
        // Named so that the next host below the same keeper finds it again.
        root = useControlGroups ? ControlGroup.writableRoot(named: "\(prefix)\(top)") : nil
        means = root == nil ? .mark : .controlGroup
        controllers = root?.enableControllers() ?? []
        if root == nil { try ProcessTable.becomeSubreaper() }
    }

    /// A fresh tree for one start of this job.
    ///
    /// Starts that run at the same time have different slots, counted from 0; what has ended gives its slot back.
    package func tree(
        for job: JobID,
        slot: Int = 0,
        mark: String,
        limits: GroupLimits = GroupLimits()
    ) throws(SystemError) -> any ProcessTree {
        guard let root else { return MarkedTree(mark: mark, site: home, below: top, clock: clock) }
        let group = root.group(named: Self.name(job, slot))
        return ControlGroupTree(group, limits: limits, controllers: controllers, ledger: ledger)
    }

    /// Removes the job's groups, as many as it had slots, once nothing of it runs.
    package func forget(_ job: JobID, slots: Int = 1) {
        for slot in 0..<max(1, slots) {
            guard let group = root?.group(named: Self.name(job, slot)) else { return }
            // The group may never have been made.
            group.remove()
            ledger.forget(group.path)
        }
    }

    /// A tree for a tool that the host runs itself, by a number that no other has meanwhile.
    package func tree(ofTool number: Int, mark: String) throws(SystemError) -> any ProcessTree {
        guard let root else { return MarkedTree(mark: mark, site: home, below: getpid(), clock: clock) }
        return ControlGroupTree(root.group(named: "tool.\(number)"))
    }

    /// Removes the tool's group, once nothing of it runs.
    package func forgetTool(_ number: Int) {
        root?.group(named: "tool.\(number)").remove()
    }

    /// What ``siteVariable`` is to be.
    package var site: String { home }

    /// A job's name has no dots.
    private static func name(_ job: JobID, _ slot: Int) -> String {
        "\(job.type.rawValue).\(job.name)\(slot == 0 ? "" : ".\(slot)")"
    }

    /// Kills every process that an earlier host of this home started and could not end, besides those that are kept;
    /// their number.
    package func clearLeftovers(keeping kept: [KeptStart] = []) throws(SystemError) -> Int {
        var killed: Set<Int32> = []
        for old in try root?.siblings(prefix: prefix) ?? [] {
            for group in try old.children() { try killed.formUnion(end(group)) }
            try removeWhenEmpty(old)
        }
        let keptGroups = Set(kept.map { Self.name($0.job, $0.slot) })
        var keptProcesses: Set<Int32> = []
        for group in try root?.children() ?? [] {
            if keptGroups.contains(group.name) {
                keptProcesses.formUnion(group.processes)
            } else {
                try killed.formUnion(end(group))
                group.remove()
            }
        }
        // A host that ran without cgroups, or before this machine had them, left marked processes.
        let table = ProcessTable()
        for start in kept {
            keptProcesses.insert(start.processID)
            keptProcesses.formUnion(table.descendants(of: start.processID))
            keptProcesses.formUnion(table.entries.values.filter { $0.session == start.processID }.map(\.processID))
        }
        keptProcesses.insert(getpid())
        let mark = "\(Self.siteVariable)=\(home)"
        let site = ProcessMark(site: home, name: "")
        let keptMarks = Set(kept.map { ProcessMark(site: home, name: $0.mark) })
        for process in table.entries.keys where !keptProcesses.contains(process) {
            let found = ProcessMark(of: process)
            if let found, keptMarks.contains(found) { continue }
            guard found?.isOfSameSite(as: site) == true || ProcessTable.environment(of: process, contains: mark) else {
                continue
            }
            guard !kept.contains(where: { ProcessTable.environment(of: process, contains: $0.mark) }) else { continue }
            if kill(process, SIGKILL) == 0 { killed.insert(process) }
        }
        return killed.count
    }

    private func end(_ group: ControlGroup) throws(SystemError) -> [Int32] {
        let processes = group.processes
        if !group.isEmpty { try group.kill() }
        return processes
    }

    /// Removes this host's own group, when all jobs have ended.
    package func removeRoot() {
        guard let root else { return }
        // What still holds processes stays, for the next host to clear.
        for group in (try? root.children()) ?? [] { group.remove() }
        root.remove()
    }

    /// Killed processes take a moment to go.
    ///
    /// A group that stays is tried again at the next start.
    private func removeWhenEmpty(_ old: ControlGroup) throws(SystemError) {
        let deadline = clock.monotonicTime() + Self.clearLimit
        for group in try old.children() {
            while !group.isEmpty, clock.monotonicTime() < deadline { poll(nil, 0, Self.clearPause) }
            group.remove()
        }
        old.remove()
    }
}
