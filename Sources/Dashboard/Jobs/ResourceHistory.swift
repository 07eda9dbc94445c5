package import JobModel

/// What a job used of the machine in the last minutes, as far as somebody looked.
package struct ResourceHistory: Sendable, Hashable {
    /// One look at all processes of the job.
    package struct Sample: Sendable, Hashable {
        package let time: Timestamp
        /// Of one processor; 2 stands for two that are busy.
        ///
        /// `nil` for the first look, which has nothing to compare with.
        package let processors: Double?
        /// Bytes in memory.
        package let memory: Int
        package let processes: Int

        package init(time: Timestamp, processors: Double?, memory: Int, processes: Int) {
            self.time = time
            self.processors = processors
            self.memory = memory
            self.processes = processes
        }
    }

    /// Oldest first.
    package var samples: [Sample]
    /// How far back is kept.
    package let window: Duration

    package init(_ samples: [Sample], window: Duration) {
        self.samples = samples
        self.window = window
    }
}
