import Glibc

/// The memory of this process.
package enum OwnMemory {
    /// Bytes, the most there ever were.
    package static var peak: Int64 {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Int64(usage.ru_maxrss) * 1024
    }

    /// Bytes that this process and those below it can have: the machine's, or fewer where its cgroup has a limit.
    package static var limit: Int {
        let machine = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
        return min(machine, OwnGroup.limit("memory", "memory.max", "memory.limit_in_bytes") ?? machine)
    }
}
