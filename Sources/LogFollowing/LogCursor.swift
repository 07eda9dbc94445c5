/// How far one follower of a log has come.
package struct LogCursor: Sendable, Hashable {
    /// The file, counted from the first that was followed.
    var file: Int
    /// Bytes of it.
    var offset: Int
    /// Set where lines before this place cannot be had any more, until the follower has been told.
    var isAfterGap = false
    /// The last sign of life that was passed on.
    var beat = 0
}
