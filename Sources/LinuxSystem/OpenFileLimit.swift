import CLinux
import Glibc

/// The limit of open files of this process.
package enum OpenFileLimit {
    /// How many files this process may have open.
    package static var current: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        return Int(clamping: limit.rlim_cur)
    }

    /// The number that the next file gets: about as many are open.
    package static var lowestFree: Int {
        let number = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { return errno == EMFILE || errno == ENFILE ? Int.max : 0 }
        close(number)
        return Int(number)
    }

    /// Raises this process's own limit as far as it may go, since each job takes several descriptors, and returns what
    /// it was before, which is what the jobs get.
    package static func raise() -> UInt64 {
        let before = UInt64(current)
        nyala_raise_open_files()
        return before
    }
}
