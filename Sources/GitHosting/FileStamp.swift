package import Glibc
import JobModel

/// What the file system says of a file without reading it; differs whenever the content may differ.
package struct FileStamp: Sendable, Hashable {
    package let device: UInt64
    package let inode: UInt64
    package let size: Int64
    package let mode: UInt32
    /// Nanoseconds.
    package let modified: Int64
    package let changed: Int64

    package init(_ information: stat) {
        device = UInt64(information.st_dev)
        inode = UInt64(information.st_ino)
        size = Int64(information.st_size)
        mode = UInt32(information.st_mode)
        modified = Self.nanoseconds(information.st_mtim)
        changed = Self.nanoseconds(information.st_ctim)
    }

    /// The kernel stamps files with a clock that ticks every few milliseconds: a file that changed this shortly before
    /// it was read may change again without another stamp.
    static let granularity: Int64 = 20_000_000

    func isSettled(at time: Timestamp) -> Bool {
        time.nanoseconds - changed > Self.granularity
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
