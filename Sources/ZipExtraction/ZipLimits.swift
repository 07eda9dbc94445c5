/// What an archive may ask for at most; one that asks for more is refused before it fills the disk.
package struct ZipLimits: Sendable, Hashable {
    package var entries = 100_000
    /// Bytes of all files together.
    package var totalSize: Int64 = 4 * 1024 * 1024 * 1024
    /// How many times larger than the archive the files may be, once they are larger than ``ratioFreeSize``.
    package var ratio: Int64 = 200
    package var ratioFreeSize: Int64 = 64 * 1024 * 1024
    /// Bytes of one entry's path.
    package var pathLength = 1024
    /// Folders below each other.
    package var depth = 64

    package init() {}
}
