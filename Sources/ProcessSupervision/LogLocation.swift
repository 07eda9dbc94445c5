import JobModel

/// Where a log goes and when it rolls.
package struct LogLocation: Sendable, Hashable {
    package let path: String
    /// Bytes after which the file rolls; `nil` never rolls.
    package let maximumSize: Int?
    /// Files kept in all, the current one included.
    package let fileCount: Int
    /// Whether the file stays open between two lines.
    ///
    /// Not for logs that are many and rarely written: open files are limited.
    package let isHeldOpen: Bool
    /// Bytes of all files together, where the beginning is kept as well as the end (a run's output).
    let bothEnds: Int?

    package init(path: String, maximumSize: Int?, fileCount: Int = 1, isHeldOpen: Bool = true) {
        self.isHeldOpen = isHeldOpen
        self.path = path
        self.maximumSize = maximumSize
        self.fileCount = fileCount
        bothEnds = nil
    }

    /// Of a log of which the beginning and the end are kept when it becomes larger than `maximum`.
    package init(path: String, keepingBothEndsOf maximum: Int) {
        self.path = path
        maximumSize = nil
        fileCount = 1
        isHeldOpen = true
        bothEnds = maximum
    }

    /// The name of an older file; see ``RolledLogName``.
    func older(_ number: Int) -> String {
        RolledLogName.older(path, number)
    }
}
