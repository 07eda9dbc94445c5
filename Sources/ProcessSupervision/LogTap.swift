import Synchronization

/// What one listener hears of one log that is open: that there is more in it.
///
/// A log that is written to all the time costs two additions for each portion of output; only the first portion since the
/// listener last looked wakes it. Whoever writes holds it for as long as it may write.
package final class LogTap: Sendable {
    package let log: WrittenLog
    private let news: LogNews
    private let count = Atomic<Int>(0)
    private let isTold = Atomic<Bool>(false)

    init(_ log: WrittenLog, _ news: LogNews) {
        self.log = log
        self.news = news
    }

    deinit {
        news.close(log)
    }

    /// So many bytes are in the log now, or could not be written.
    func add(_ bytes: Int) {
        count.add(bytes, ordering: .releasing)
        guard !isTold.exchange(true, ordering: .acquiringAndReleasing) else { return }
        news.tell(self)
    }

    /// Bytes that came since it was asked before; from here on it tells again.
    package func take() -> Int {
        isTold.store(false, ordering: .sequentiallyConsistent)
        return count.exchange(0, ordering: .sequentiallyConsistent)
    }
}
