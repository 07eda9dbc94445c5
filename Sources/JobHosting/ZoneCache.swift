import CronSchedule
import Synchronization

/// Time zones that were read from the system's files, kept by name.
final class ZoneCache: Sendable {
    private let zones = Mutex<[String: TimeZoneRules]>([:])
    /// The host's `TZ`, if it has one.
    private let hostZone: String?

    init(hostZone: String?) {
        self.hostZone = hostZone
    }

    /// The zone of this name, the host's own for `nil`; `nil` when there is no such zone.
    func zone(named name: String?) -> TimeZoneRules? {
        let key = name ?? ""
        if let known = zones.withLock({ $0[key] }) { return known }
        // What is wrong with a name is said where the settings are checked.
        guard let zone = try? name.map({ try TimeZoneRules.load(named: $0) }) ?? hostRules() else { return nil }
        zones.withLock { $0[key] = zone }
        return zone
    }

    private func hostRules() throws(TimeZoneError) -> TimeZoneRules {
        try .host(environmentZone: hostZone)
    }
}
