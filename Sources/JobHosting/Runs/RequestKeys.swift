import JobModel

/// Which run each idempotency key began, newest last.
struct RequestKeys {
    /// How long a key is remembered; a client that sends its request again does so earlier.
    static let lifetime: Duration = .seconds(24 * 3600)
    /// Keys of one job; the oldest goes first.
    static let maximumCount = 10_000

    private var runs: [String: RunID] = [:]
    private var order: [String] = []

    /// The keys in records of a history, newest first.
    init(_ records: some Sequence<RunRecord>) {
        // A retry has the request of the run that it repeats.
        for record in records.filter({ $0.request.retryOf == nil }).reversed() {
            if let key = record.request.key { note(key, record.id) }
        }
    }

    mutating func note(_ key: String, _ run: RunID) {
        guard runs.updateValue(run, forKey: key) == nil else { return }
        order.append(key)
        guard order.count > Self.maximumCount else { return }
        for old in order.prefix(Self.maximumCount / 10) { runs[old] = nil }
        order.removeFirst(Self.maximumCount / 10)
    }

    func run(_ key: String, at now: Timestamp) -> RunID? {
        runs[key].flatMap { now - $0.start < Self.lifetime ? $0 : nil }
    }
}
