package import LinuxSystem

/// Who changed what, and who was not let in.
///
/// What strangers try is kept in a file of its own: however often they try, they push out no record of a change.
package final class AuditLog: Sendable {
    package struct Limits: Sendable, Hashable {
        /// Bytes after which a file rolls.
        package var size = 10 * 1024 * 1024
        /// Files that are kept of each, the current one included.
        package var files = 6

        package init() {}
    }

    private let changes: AuditFile
    private let strangers: AuditFile

    /// The folder of the file must be there before the first line.
    package init(path: String, limits: Limits = Limits()) {
        changes = AuditFile(path: path, limits: limits)
        strangers = AuditFile(path: "\(path).strangers", limits: limits)
    }

    /// Why the last line could not be written; `nil` when it could.
    package var problem: String? { changes.problem ?? strangers.problem }

    package func append(_ entry: AuditEntry) {
        (entry.who.isEmpty ? strangers : changes).append(entry)
    }

    /// The newest entries that `isWanted` takes, newest first.
    ///
    /// Blocks on the disk.
    package func entries(limit: Int, _ isWanted: (AuditEntry) -> Bool = { _ in true }) throws(SystemError)
        -> [AuditEntry]
    {
        let all = try changes.entries(limit: limit, isWanted) + strangers.entries(limit: limit, isWanted)
        return Array(all.sorted { $0.time > $1.time }.prefix(limit))
    }
}
