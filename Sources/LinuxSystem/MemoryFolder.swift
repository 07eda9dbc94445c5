import CLinux

/// Folders whose files are in memory only, and gone when the machine is switched off.
package enum MemoryFolder {
    /// `TMPFS_MAGIC` and `RAMFS_MAGIC` of statfs(2).
    private static let kinds: Set<Int64> = [0x0102_1994, 0x8584_58F6]

    /// Whether what is written there goes to no disk (to swap it may).
    package static func contains(_ path: String) -> Bool {
        kinds.contains(nyala_file_system_kind(path))
    }
}
