/// Where a follower of a log begins.
package enum LogStart: Sendable, Hashable {
    case beginning
    case lastLines(Int)
    /// Behind what it had before, also when that is in an older file by now.
    case after(LogPosition)
}
