import CLinux
import Glibc

/// How many processes there may be, this one and those below it among them.
package enum ProcessLimit {
    /// The lowest of what the kernel, the user's limit and the cgroup allow.
    package static var current: Int {
        let limits = [
            OwnGroup.number(in: "/proc/sys/kernel/pid_max"), ofUser, OwnGroup.limit("pids", "pids.max", "pids.max"),
        ]
        return limits.compactMap(\.self).min() ?? 0
    }

    private static var ofUser: Int? {
        // Root has none.
        guard geteuid() != 0 else { return nil }
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(UInt32(NYALA_LIMIT_PROCESSES)), &limit) == 0 else { return nil }
        return Int(clamping: limit.rlim_cur)
    }
}
