import Glibc

/// Hands values from one thread to another, in order; the one that takes them sleeps while there are none.
package final class HandOver<Element: Sendable>: @unchecked Sendable {
    // `elements`, `taken` and `isEnded` are read and written only between lock and unlock of `mutex`, in the methods
    // below; the two pthread objects live at fixed addresses, as they must.
    private var elements: [Element] = []
    /// How many of `elements` were taken already.
    private var taken = 0
    private var isEnded = false
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    package init() {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        condition = .allocate(capacity: 1)
        condition.initialize(to: pthread_cond_t())
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        condition.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    package func append(_ element: Element) {
        pthread_mutex_lock(mutex)
        elements.append(element)
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Nothing will be appended any more.
    package func end() {
        pthread_mutex_lock(mutex)
        isEnded = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    /// How many wait to be taken.
    package var count: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return elements.count - taken
    }

    /// The next one, waited for; `nil` when it has ended and all are taken.
    package func next() -> Element? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while taken == elements.count {
            if isEnded { return nil }
            pthread_cond_wait(condition, mutex)
        }
        defer {
            taken += 1
            if taken == elements.count {
                elements.removeAll(keepingCapacity: true)
                taken = 0
            }
        }
        return elements[taken]
    }
}
