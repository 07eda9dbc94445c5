/// Something about a job that its owner should know, with the place to look at.
///
/// A *problem* must be fixed before the job (or this part of it) works; a *warning* only should be. Neither ever stops
/// the host or another job.
package struct Problem: Sendable, Hashable, CustomStringConvertible {
    package enum Severity: String, Sendable, Hashable {
        case problem
        case warning
    }

    package let severity: Severity
    /// A stable word for programs, for example `broken_settings`, `unknown_key`, `no_script`, `missing_runtime`.
    package let code: String
    /// The file or folder, relative to the site (or to the folder that was checked).
    package let path: String
    /// Both count from 1; the column counts characters.
    package let line: Int?
    package let column: Int?
    /// One sentence: what is wrong and what to do.
    package let message: String

    package init(
        _ severity: Severity = .problem,
        code: String,
        path: String,
        line: Int? = nil,
        column: Int? = nil,
        message: String
    ) {
        self.severity = severity
        self.code = code
        self.path = path
        self.line = line
        self.column = column
        self.message = message
    }

    /// `path:line:column: message`, the form that editors and terminals make clickable.
    package var description: String {
        var place = path
        if let line {
            place += ":\(line)"
            if let column { place += ":\(column)" }
        }
        return severity == .warning ? "\(place): warning: \(message)" : "\(place): \(message)"
    }
}
