package import JobModel

/// What of a triggered job waits to run, and why it waits.
package struct WaitingRuns: Sendable {
    /// In the history already.
    package var queued = 0
    /// Late occurrences of the schedule, retries that are due, runs after other jobs that found no room.
    package var late = 0
    package var files = 0
    /// Not due yet, by their time.
    package var retries: [PendingRetry] = []
    /// Why a run could not begin at this moment, as a sentence without its full stop; `nil` when it could.
    package var hindrance: String?
    /// Why the schedule plans nothing; `nil` when it plans, or when there is none.
    package var scheduleHindrance: String?
    /// The triggered jobs whose ends start this one.
    package var follows: [JobName] = []
}
