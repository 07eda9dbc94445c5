/// How runs of one triggered job stand to each other.
package struct ConcurrencySettings: Sendable, Hashable {
    /// What becomes of a run that is wanted while others are under way.
    ///
    /// Default: `forbid`.
    package var policy = Policy.forbid
    /// Runs at a time; only `queue` and `allow` can have more than one.
    ///
    /// Default: 1 with `queue`, 10 with `allow`.
    package var maximumParallel: Int?
    /// Runs that may wait with `queue`.
    ///
    /// Default: 10.
    package var maximumQueue = 10
    /// A name that several jobs may give: one run at a time among all of them.
    ///
    /// Default: none.
    package var lock: String?

    package enum Policy: String, Sendable, Hashable, CaseIterable {
        /// It is refused.
        case forbid
        /// It waits.
        case queue
        /// It takes the place of those under way.
        case replace
        /// It runs beside them.
        case allow
    }

    static let parallelLimits = 1...1000
    static let queueLimits = 1...1000
    private static let defaultParallelWithAllow = 10

    /// How many may be under way.
    package var capacity: Int {
        switch policy {
        case .forbid, .replace: 1
        case .queue: maximumParallel ?? 1
        case .allow: maximumParallel ?? Self.defaultParallelWithAllow
        }
    }
}

extension ConcurrencySettings {
    /// The keys stand at the top of the file.
    package static let keys = ["concurrency", "max_parallel", "max_queue", "lock"]

    init(reading reader: SettingsReader) {
        policy = reader.choice("concurrency", Policy.self) ?? policy
        maximumParallel = reader.integer("max_parallel", in: Self.parallelLimits)
        maximumQueue = reader.integer("max_queue", in: Self.queueLimits) ?? maximumQueue
        lock = reader.string("lock")
        if lock?.allSatisfy(\.isWhitespace) == true {
            reader.complain(about: "lock", "wrong_value", "a lock needs a name; it is ignored")
            lock = nil
        }
    }
}
