package import JobModel

/// A line of a process's output that somebody waits for.
package struct WantedLine: Sendable {
    let pattern: LinePattern
    /// Called from the thread of the logs, once for each stream that has such a line.
    let found: @Sendable () -> Void

    package init(_ pattern: LinePattern, found: @escaping @Sendable () -> Void) {
        self.pattern = pattern
        self.found = found
    }
}
