import Glibc
import JobModel

/// A part of the kernel that holds a cgroup to a limit.
package enum GroupController: String, Sendable, Hashable, CaseIterable {
    case memory
    case processor = "cpu"
    case processes = "pids"
}

/// What all processes of a cgroup may use together.
package struct GroupLimits: Sendable, Hashable {
    /// Bytes.
    package var memory: Int?
    /// Percent of one processor.
    package var processor: Int?
    /// Processes and threads.
    package var processes: Int?

    package init(memory: Int? = nil, processor: Int? = nil, processes: Int? = nil) {
        self.memory = memory
        self.processor = processor
        self.processes = processes
    }
}

extension ControlGroup {
    /// The length of the span in which a share of the processors is dealt out, in microseconds.
    private static let processorPeriod = 100_000

    /// What groups below this one can be limited in.
    package var controllers: Set<GroupController> {
        Self.controllers(in: "\(path)/cgroup.subtree_control")
    }

    /// What this machine would let groups at this place be limited in, if they were permitted it.
    package var offeredControllers: Set<GroupController> {
        Self.controllers(in: "\(parentPath)/cgroup.controllers")
    }

    /// Lets the groups below this one be limited, in all that the machine offers to them; what they can be limited in
    /// afterwards.
    ///
    /// The kernel asks for the same in the group above, and refuses it there as long as processes are in that group. When
    /// these are all of this program, as in a service of its own, they move to a group beside this one.
    package func enableControllers() -> Set<GroupController> {
        let wanted = offeredControllers.subtracting(controllers)
        guard !wanted.isEmpty else { return controllers }
        let order = wanted.map { "+\($0.rawValue)" }.sorted().joined(separator: " ")
        let above = "\(parentPath)/cgroup.subtree_control"
        if !wanted.isSubset(of: Self.controllers(in: above)) {
            do throws(SystemError) {
                try Self.put(order, above)
            } catch {
                // Without permission there are no controllers, and limits fall back to what else there is.
                guard error.code == EBUSY, moveProgram() else { return controllers }
                do throws(SystemError) { try Self.put(order, above) } catch { return controllers }
            }
        }
        // One that cannot be enabled is missing in the answer.
        for controller in wanted { try? Self.put("+\(controller.rawValue)", "\(path)/cgroup.subtree_control") }
        return controllers
    }

    /// Holds the group to these limits, and takes back others that it was held to before.
    package func apply(_ limits: GroupLimits, _ controllers: Set<GroupController>) throws(SystemError) {
        if controllers.contains(.memory) {
            try Self.put(limits.memory.map { "\($0)" } ?? "max", "\(path)/memory.max")
            // One process of a job without the others is no job. Both are missing in older kernels.
            try? Self.put(limits.memory == nil ? "0" : "1", "\(path)/memory.oom.group")
            try? Self.put(limits.memory == nil ? "max" : "0", "\(path)/memory.swap.max")
        }
        if controllers.contains(.processor) {
            let share = limits.processor.map { "\($0 * Self.processorPeriod / 100)" } ?? "max"
            try Self.put("\(share) \(Self.processorPeriod)", "\(path)/cpu.max")
        }
        if controllers.contains(.processes) {
            try Self.put(limits.processes.map { "\($0)" } ?? "max", "\(path)/pids.max")
        }
    }

    /// How many of its processes the kernel has killed for want of memory.
    package var outOfMemoryKills: Int { count("oom_kill", in: "memory.events") }

    /// How often the kernel has refused it another process.
    package var refusedProcesses: Int { count("max", in: "pids.events") }

    /// Bytes, the most there ever were; `nil` where the kernel does not count them.
    package var peakMemory: Int? {
        // No such file, no figure.
        (try? FileContents.text("\(path)/memory.peak")).flatMap { Int($0.prefix { $0 != "\n" }) }
    }

    /// Processes and threads.
    package var taskCount: Int {
        // A group that cannot be read is gone.
        guard let text = try? FileContents.text("\(path)/cgroup.threads") else { return 0 }
        return text.utf8.count { $0 == UInt8(ascii: "\n") }
    }

    private var parentPath: String {
        path.pathAbove
    }

    private func count(_ name: String, in file: String) -> Int {
        // As above.
        guard let text = try? FileContents.text("\(path)/\(file)"),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("\(name) ") })
        else { return 0 }
        return line.split(separator: " ").last.flatMap { Int($0) } ?? 0
    }

    /// Whether all processes of the group above were of this program, and are out of the way now.
    private func moveProgram() -> Bool {
        // As above.
        guard let text = try? FileContents.text("\(parentPath)/cgroup.procs"),
            let own = try? SymbolicLink.target(of: "/proc/self/exe")
        else { return false }
        let processes = text.split(separator: "\n").map(String.init)
        for process in processes {
            guard let program = try? SymbolicLink.target(of: "/proc/\(process)/exe"), program == own else {
                return false
            }
        }
        let target = "\(parentPath)/\(Self.hostGroup)"
        guard mkdir(target, 0o755) == 0 || errno == EEXIST else { return false }
        do throws(SystemError) {
            for process in processes { try Self.put(process, "\(target)/cgroup.procs") }
            return true
        } catch {
            return false
        }
    }

    private static func controllers(in file: String) -> Set<GroupController> {
        // As above.
        guard let text = try? FileContents.text(file) else { return [] }
        return Set(text.split { $0 == " " || $0 == "\n" }.compactMap { GroupController(rawValue: String($0)) })
    }

    private static func put(_ text: String, _ file: String) throws(SystemError) {
        let opened = try Descriptor.open(file, O_WRONLY | O_TRUNC)
        try opened.write(Array(text.utf8))
    }
}
