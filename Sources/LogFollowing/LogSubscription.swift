/// One who follows a log; its place is given up with the last reference.
package final class LogSubscription: Sendable {
    /// Where it begins.
    package let start: LogCursor
    private let log: FollowedLog
    private let place: LogPlace

    init(_ log: FollowedLog, _ place: LogPlace, start: LogCursor) {
        self.log = log
        self.place = place
        self.start = start
    }

    /// What comes next; returns when there is something, at the latest with the next sign of life.
    package func next(_ cursor: inout LogCursor) async throws -> LogStep {
        try await log.next(&cursor)
    }
}
