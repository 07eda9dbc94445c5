/// Limits of a tree that the kernel does not hold it to, so that somebody must look.
package struct WatchedLimits: Sendable, Hashable {
    /// Bytes.
    package var memory: Int?
    package var processes: Int?

    package init(memory: Int? = nil, processes: Int? = nil) {
        self.memory = memory
        self.processes = processes
    }

    package var isEmpty: Bool { memory == nil && processes == nil }
}
