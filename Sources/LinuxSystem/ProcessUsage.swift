/// What processes have used of the machine.
package struct ProcessUsage: Sendable, Hashable {
    package var processorTime: Duration
    /// Bytes in memory, the most there ever were; `nil` where the kernel does not tell.
    package var peakMemory: Int?

    package init(processorTime: Duration = .zero, peakMemory: Int? = nil) {
        self.processorTime = processorTime
        self.peakMemory = peakMemory
    }
}
