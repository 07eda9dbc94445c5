/// How large a process tree is at a moment.
package struct TreeSize {
    /// Processes and threads.
    package let tasks: Int
    private let countMemory: () -> Int

    init(tasks: Int, memory: @escaping () -> Int) {
        self.tasks = tasks
        countMemory = memory
    }

    /// Bytes that only its processes have; counted when asked for.
    package var memory: Int { countMemory() }
}
