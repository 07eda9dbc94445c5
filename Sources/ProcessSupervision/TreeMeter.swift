import LinuxSystem

/// Tells what a process tree uses of the machine, on any thread and without its supervisor.
package struct TreeMeter: Sendable {
    private enum Means {
        /// `before`: what the group had used of the processors when the tree began.
        case group(ControlGroup, before: Duration)
        case mark(ProcessMark)
    }

    private let means: Means
    private let leader: Int32

    init(_ group: ControlGroup, before: Duration, leader: Int32) {
        means = .group(group, before: before)
        self.leader = leader
    }

    init(_ mark: ProcessMark, leader: Int32) {
        means = .mark(mark)
        self.leader = leader
    }

    /// Measures all of them in one look at the processes of this machine.
    ///
    /// Without cgroups a process belongs to the tree whose mark it carries, else to that of its parent. What ended and was
    /// waited for by nobody of the tree does not count there, and the peak is that of the processes that live now, each at
    /// its own highest.
    package static func measure(_ meters: [TreeMeter]) -> [TreeUsage] {
        let members = markedMembers(of: meters)
        return meters.indices.map { meters[$0].usage(members[$0] ?? []) }
    }

    private func usage(_ marked: [Int32]) -> TreeUsage {
        let processes: [Int32]
        if case .group(let group, _) = means { processes = group.processes } else { processes = marked }
        var (time, memory, peak) = (Duration.zero, 0, 0)
        for process in processes {
            let resident = ProcessTable.residentMemory(of: process)
            memory += resident.now
            peak += resident.peak
            if case .mark = means { time += ProcessTable.processorTime(of: process) }
        }
        if case .group(let group, let before) = means {
            time = max(.zero, group.processorTime - before)
            peak = group.peakMemory ?? peak
        }
        return TreeUsage(
            processorTime: time,
            memory: memory,
            peakMemory: max(peak, memory),
            processes: processes.count
        )
    }

    /// The processes of each marked tree, by its place in the list.
    private static func markedMembers(of meters: [TreeMeter]) -> [Int: [Int32]] {
        var (marks, owners) = ([ProcessMark: Int](), [Int32: Int]())
        for (index, meter) in meters.enumerated() {
            guard case .mark(let mark) = meter.means else { continue }
            marks[mark] = index
            owners[meter.leader] = index
        }
        guard !marks.isEmpty else { return [:] }
        let table = ProcessTable()
        var members: [Int: [Int32]] = [:]
        for (process, entry) in table.entries where !entry.isZombie {
            guard let owner = owner(of: process, in: table, marks, &owners) else { continue }
            members[owner, default: []].append(process)
        }
        return members
    }

    /// Above a process there are no more than so many others, whatever a table that was read in pieces says.
    private static let maximumDepth = 1000

    private static func owner(
        of process: Int32,
        in table: ProcessTable,
        _ marks: [ProcessMark: Int],
        _ owners: inout [Int32: Int]
    ) -> Int? {
        var next = process
        for _ in 0..<maximumDepth {
            if let owner = owners[next] {
                owners[process] = owner
                return owner
            }
            if let owner = ProcessMark(of: next).flatMap({ marks[$0] }) {
                owners[process] = owner
                return owner
            }
            guard let entry = table.entries[next], entry.parent > 1 else { return nil }
            next = entry.parent
        }
        return nil
    }
}
