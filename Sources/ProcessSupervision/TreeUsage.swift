/// What a process tree that lives uses of the machine.
package struct TreeUsage: Sendable, Hashable {
    /// Since the tree began.
    package let processorTime: Duration
    /// Bytes in memory now; what several processes share counts for each.
    package let memory: Int
    /// Bytes in memory, the most there ever were as far as the kernel tells.
    package let peakMemory: Int
    package let processes: Int
}
