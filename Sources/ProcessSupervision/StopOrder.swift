/// How a job is told to stop.
package struct StopOrder: Sendable, Hashable {
    /// Number of the signal; SIGTERM unless the job says otherwise.
    package let signal: Int32
    /// How long the tree may take before it is killed.
    package let grace: Duration
    /// The file whose appearance is the original's way to ask for a stop (`WEBJOBS_SHUTDOWN_FILE`).
    package let shutdownFile: String?

    package init(signal: Int32, grace: Duration, shutdownFile: String?) {
        self.signal = signal
        self.grace = grace
        self.shutdownFile = shutdownFile
    }
}
