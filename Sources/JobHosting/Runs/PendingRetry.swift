package import JobModel
import LinuxSystem

/// A run that failed and will be tried again.
package struct PendingRetry: Sendable {
    package let run: RunID
    /// Of the attempt to come.
    package let attempt: Int
    package let due: Timestamp
    let request: RunRequest
    let timer: TimerID
}
