import Glibc

/// The memory of this process.
package enum OwnMemory {
    /// Bytes, the most there ever were.
    package static var peak: Int64 {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Int64(usage.ru_maxrss) * 1024
    }
}
