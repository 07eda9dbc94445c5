/// What comes next for a follower of a log.
package enum LogStep: Sendable {
    case lines(LogPiece)
    /// Lines between the last and the next are gone: the log rolled further than files are kept.
    case gap
    /// Nothing for a while; a sign of life is due.
    case quiet
    /// Nothing will come any more.
    case end
}
