import Synchronization

/// What groups had used of the processors when their last tree ended, since they outlive it.
package final class GroupLedger: Sendable {
    private let totals = Mutex<[String: Duration]>([:])

    package init() {}

    /// What was used since the last time, of what was ever used.
    func use(of group: String, _ total: Duration) -> Duration {
        totals.withLock { totals in
            let before = totals.updateValue(total, forKey: group) ?? .zero
            return max(.zero, total - before)
        }
    }

    /// What it had used when its last tree ended.
    func before(_ group: String) -> Duration {
        totals.withLock { $0[group] ?? .zero }
    }

    /// When the group is removed.
    func forget(_ group: String) {
        totals.withLock { _ = $0.removeValue(forKey: group) }
    }
}
