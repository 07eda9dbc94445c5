/// What an archive may ask for at most; one that asks for more is refused before it fills the disk.
package struct ZipLimits: Sendable, Hashable {
    package var entries = 100_000
    /// Folders that are made, whether the archive has entries for them or only paths through them.
    package var folders = 100_000
    /// Bytes of all files together.
    package var totalSize: Int64 = 4 * 1024 * 1024 * 1024
    /// Bytes of one file.
    package var fileSize: Int64 = 4 * 1024 * 1024 * 1024
    /// How many times larger than the archive the files may be, once they are larger than ``ratioFreeSize``.
    package var ratio: Int64 = 200
    package var ratioFreeSize: Int64 = 64 * 1024 * 1024
    /// Bytes of one entry's path.
    package var pathLength = 1024
    /// Folders below each other.
    package var depth = 64
    /// Bytes of the list of entries at the archive's end.
    package var listSize: Int64 = 64 * 1024 * 1024
    /// Faults that are told, of all that were found.
    package var faults = 50

    package init() {}
}
