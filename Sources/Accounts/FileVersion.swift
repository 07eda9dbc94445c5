import Glibc

/// What `stat` says about a file: when it changes, the content may have.
package struct FileVersion: Sendable, Hashable {
    private let device: UInt64
    private let inode: UInt64
    private let size: Int64
    private let modifiedSecond: Int
    private let modifiedNanosecond: Int
    private let changedSecond: Int
    private let changedNanosecond: Int

    init(_ information: stat) {
        device = UInt64(information.st_dev)
        inode = UInt64(information.st_ino)
        size = Int64(information.st_size)
        modifiedSecond = information.st_mtim.tv_sec
        modifiedNanosecond = information.st_mtim.tv_nsec
        changedSecond = information.st_ctim.tv_sec
        changedNanosecond = information.st_ctim.tv_nsec
    }
}
