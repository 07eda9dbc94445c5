/// Where a log goes and when it rolls.
package struct LogLocation: Sendable, Hashable {
    package let path: String
    /// Bytes after which the file rolls; `nil` never rolls (a run's output).
    package let maximumSize: Int?
    /// Files kept in all, the current one included.
    package let fileCount: Int
    /// Whether the file stays open between two lines.
    ///
    /// Not for logs that are many and rarely written: open files are limited.
    package let isHeldOpen: Bool

    package init(path: String, maximumSize: Int?, fileCount: Int = 1, isHeldOpen: Bool = true) {
        self.isHeldOpen = isHeldOpen
        self.path = path
        self.maximumSize = maximumSize
        self.fileCount = fileCount
    }

    /// The name of an older file: `job_prev_log.txt` as in the original, then `job_prev_log.2.txt` and so on.
    ///
    /// Other names get a number at their end.
    func older(_ number: Int) -> String {
        guard path.hasSuffix("_log.txt") else { return "\(path).\(number)" }
        let base = path.replacing(suffix: "_log.txt", with: "_prev_log.txt")
        return number == 1 ? base : base.replacing(suffix: ".txt", with: ".\(number).txt")
    }
}

extension String {
    fileprivate func replacing(suffix: String, with replacement: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) + replacement : self + replacement
    }
}
