/// The end of a log, and where the rest of it is.
package struct LogTail: Sendable {
    /// Lines as they are in the file, without what ends them.
    package let lines: [String]
    /// Bytes of the file before these lines, and behind them.
    package let start: Int
    package let end: Int
    /// A place that the log can be followed from; `nil` where there is no file yet.
    package let position: String?
    /// The address of the whole log as text, which can be followed as well.
    package let raw: String
    /// Whether nothing more will be written.
    package let isOver: Bool

    package init(lines: [String], start: Int, end: Int, position: String?, raw: String, isOver: Bool) {
        self.lines = lines
        self.start = start
        self.end = end
        self.position = position
        self.raw = raw
        self.isOver = isOver
    }
}
