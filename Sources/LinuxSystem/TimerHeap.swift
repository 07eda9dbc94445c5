import JobModel

/// Names a timer of a ``SystemLoop``.
package struct TimerID: Sendable, Hashable {
    fileprivate let number: UInt64
}

/// Timers ordered by deadline in a binary heap; cancelled ones are skipped when their time comes.
struct TimerHeap {
    private struct Entry: Comparable {
        let deadline: MonotonicTime
        let number: UInt64

        /// Equal deadlines come in the order they were set.
        static func < (left: Entry, right: Entry) -> Bool {
            (left.deadline, left.number) < (right.deadline, right.number)
        }
    }

    private var entries: [Entry] = []
    private var handlers: [UInt64: () -> Void] = [:]
    private var lastNumber: UInt64 = 0

    var nextDeadline: MonotonicTime? {
        mutating get {
            while let first = entries.first, handlers[first.number] == nil { removeFirst() }
            return entries.first?.deadline
        }
    }

    mutating func insert(_ deadline: MonotonicTime, _ handler: @escaping () -> Void) -> TimerID {
        lastNumber += 1
        handlers[lastNumber] = handler
        entries.append(Entry(deadline: deadline, number: lastNumber))
        siftUp(from: entries.count - 1)
        return TimerID(number: lastNumber)
    }

    mutating func remove(_ timer: TimerID) {
        handlers[timer.number] = nil
        // Many timers that are set and cancelled again must not pile up.
        if entries.count > 64, entries.count > 4 * handlers.count { compact() }
    }

    /// Takes the handler of the earliest timer that is due.
    mutating func takeDue(_ now: MonotonicTime) -> (() -> Void)? {
        guard let deadline = nextDeadline, deadline <= now else { return nil }
        let number = entries[0].number
        removeFirst()
        return handlers.removeValue(forKey: number)
    }

    private mutating func compact() {
        entries.removeAll { handlers[$0.number] == nil }
        entries.sort()
    }

    private mutating func removeFirst() {
        let last = entries.removeLast()
        guard !entries.isEmpty else { return }
        entries[0] = last
        siftDown()
    }

    private mutating func siftUp(from start: Int) {
        var index = start
        while index > 0 {
            let parent = (index - 1) / 2
            guard entries[index] < entries[parent] else { return }
            entries.swapAt(index, parent)
            index = parent
        }
    }

    private mutating func siftDown() {
        var index = 0
        while true {
            var smallest = index
            for child in [2 * index + 1, 2 * index + 2]
            where child < entries.count && entries[child] < entries[smallest] {
                smallest = child
            }
            guard smallest != index else { return }
            entries.swapAt(index, smallest)
            index = smallest
        }
    }
}
