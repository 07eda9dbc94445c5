import JobModel

/// What is wrong with one entry of an archive.
package struct EntryFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// Its path, fit to be printed.
    package let entry: String
    package let reason: String

    package init(_ entry: String, _ reason: String) {
        self.entry = "\(ShownPath(entry))"
        self.reason = reason
    }

    package var description: String { "\"\(entry)\": \(reason)" }
}
