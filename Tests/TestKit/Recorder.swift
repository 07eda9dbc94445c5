import Synchronization

/// Collects what handlers tell, from any thread, in the order it came.
package final class Recorder<Value: Sendable>: Sendable {
    private let recorded = Mutex<[Value]>([])

    package init() {}

    package var values: [Value] {
        recorded.withLock { $0 }
    }

    package func add(_ value: Value) {
        recorded.withLock { $0.append(value) }
    }
}
