package import JobModel

/// What the host knows of one process of a continuous job at one moment.
package struct ProcessReport: Sendable, Hashable {
    /// From 0; a job without `instances` has this one alone.
    package let index: Int
    package let status: ContinuousStatus
    /// `nil` while none runs.
    package let processID: Int?
    package let startTime: Timestamp?
    /// Where it may serve requests on this machine.
    package let port: Int?
    /// Starts since the host's own start.
    package let startCount: Int
    /// Failures in a row.
    package let failureCount: Int
    /// Whether it fails again and again.
    package let isCrashLooping: Bool
    /// How it ended last, in words that go on after the job's name, while it is down.
    package let lastFailure: String?
    /// When it will be started again.
    package let restart: Timestamp?
    /// What it says of itself (`STATUS=` to `NOTIFY_SOCKET`).
    package let statusText: String?
    /// A new version that is to take over when it is ready.
    package let successorProcessID: Int?
    /// Whether it ended badly and stays down until something changes or somebody asks.
    package let isGivenUp: Bool
    /// Under whose debugger it is.
    package let debugging: DebugReport?
}
