/// What a tree may ask for at most.
///
/// Larger than what an archive may, for a job's archive lies deeper once it is in the site's tree.
struct TreeLimits: Sendable, Hashable {
    /// Files that one deployment writes.
    var files = 100_000
    /// Bytes of one file, which passes through memory.
    var fileSize = 1024 * 1024 * 1024
    /// Bytes of all files that one deployment writes.
    var totalSize = 4 * 1024 * 1024 * 1024
    /// Bytes of one path.
    var pathLength = 2048
    /// Folders below each other.
    var depth = 128
    /// Bytes of what a link says, as Linux has it.
    var linkLength = 4095
    /// Problems that are told, of all that were found.
    var problems = 50
}
