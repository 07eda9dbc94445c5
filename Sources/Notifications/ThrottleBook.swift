import JobModel
import LinuxSystem

/// What was told to whom about which trouble; kept in a file, so that a host that starts again does not begin anew.
struct ThrottleBook {
    /// Pairs of a job and a target; of more, those that were quiet for longest are forgotten.
    static let capacity = 1000

    struct Entry {
        var throttle = Throttle()
        /// The newest thing that was held back.
        var latest: (target: DeliveryTarget, job: String?, content: JSONValue)?
    }

    private let path: String
    private(set) var entries: [String: Entry] = [:]

    init(path: String) {
        self.path = path
    }

    static func key(_ alarm: AlarmClass, _ subject: String, _ target: DeliveryTarget) -> String {
        "\(alarm.rawValue) \(subject) \(target.key)"
    }

    subscript(key: String) -> Entry {
        get { entries[key] ?? Entry() }
        set { entries[key] = newValue }
    }

    /// When the next thing that is held back is due.
    func nextDue(interval: Duration) -> Timestamp? {
        entries.values.compactMap { $0.throttle.due(interval: interval) }.min()
    }

    /// Trouble whose end nobody has heard of is forgotten after this time.
    static let maximumAge: Duration = .seconds(7 * 86_400)

    /// Forgets those whose last word is old, and those that are too many.
    mutating func prune(now: Timestamp, interval: Duration) {
        entries = entries.filter { _, entry in
            guard let told = entry.throttle.lastTold else { return false }
            if entry.throttle.held != nil { return true }
            return now - told < (entry.throttle.isAlarming ? max(interval, Self.maximumAge) : interval)
        }
        guard entries.count > Self.capacity else { return }
        let oldest = entries.sorted { ($0.value.throttle.lastTold ?? now) < ($1.value.throttle.lastTold ?? now) }
        for (key, _) in oldest.prefix(entries.count - Self.capacity) { entries[key] = nil }
    }

    mutating func load() throws {
        guard let bytes = try FileContents.read(path), let object = try JSONValue.parse(bytes).object else { return }
        for member in object.members { entries[member.key] = Entry(member.value) }
    }

    func write() throws(SystemError) {
        var object: JSONObject = [:]
        for (key, entry) in entries.sorted(by: { $0.key < $1.key }) { object[key] = entry.json }
        try AtomicFile.write(JSONValue.object(object).serialized(), to: path, mode: 0o600)
    }
}

extension ThrottleBook.Entry {
    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "told": .optional(throttle.lastTold?.description),
            "alarming": .bool(throttle.isAlarming),
        ]
        if let held = throttle.held {
            object["held"] = .object([
                "count": .integer(held.count),
                "since": .string(held.since.description),
                "over": .bool(held.isOver),
            ])
        }
        if let latest {
            object["target"] = latest.target.json
            object["job"] = .optional(latest.job)
            object["content"] = latest.content
        }
        return .object(object)
    }

    fileprivate init(_ value: JSONValue) {
        throttle.lastTold = value["told"]?.string.flatMap(Timestamp.init(rfc3339:))
        throttle.isAlarming = value["alarming"]?.bool ?? false
        guard let target = value["target"].flatMap(DeliveryTarget.init), let content = value["content"] else { return }
        latest = (target, value["job"]?.string, content)
        guard let held = value["held"], let count = held["count"]?.integer,
            let since = held["since"]?.string.flatMap(Timestamp.init(rfc3339:))
        else { return }
        throttle.held = Throttle.Held(count: count, since: since, isOver: held["over"]?.bool ?? false)
    }
}
