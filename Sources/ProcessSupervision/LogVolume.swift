import Synchronization

/// Counts what is written to all logs together, and tells when it is more than somebody wants to be told of.
///
/// It costs one addition for each portion of output. What is removed again is not subtracted: whoever is told looks at
/// the disk, and says anew when to be told.
package final class LogVolume: Sendable {
    private let count = Atomic<Int>(0)
    /// From which count on somebody must be told; nobody while it is the largest number.
    private let limit = Atomic<Int>(.max)
    private let full: @Sendable () -> Void

    /// `full` is called by whoever writes, and must not take long.
    package init(_ full: @escaping @Sendable () -> Void) {
        self.full = full
    }

    /// Bytes written so far.
    package var written: Int { count.load(ordering: .relaxed) }

    /// Has itself heard once, when so many bytes were written in all.
    package func tell(at count: Int) {
        limit.store(count, ordering: .relaxed)
        tellIfFull(written)
    }

    package func add(_ bytes: Int) {
        tellIfFull(count.add(bytes, ordering: .relaxed).newValue)
    }

    private func tellIfFull(_ count: Int) {
        guard count >= limit.load(ordering: .relaxed), limit.exchange(.max, ordering: .relaxed) != .max else { return }
        full()
    }
}
