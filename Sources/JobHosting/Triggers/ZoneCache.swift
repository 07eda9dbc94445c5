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
        // What is wrong with the name is asked for where problems are shown.
        try? load(name)
    }

    /// What is wrong with this name, or with the host's own zone; `nil` when nothing is.
    func problem(named name: String?) -> String? {
        do throws(TimeZoneError) {
            _ = try load(name)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func load(_ name: String?) throws(TimeZoneError) -> TimeZoneRules {
        let key = name ?? ""
        if let known = zones.withLock({ $0[key] }) { return known }
        let zone: TimeZoneRules
        if let name { zone = try TimeZoneRules.load(named: name) } else { zone = try .host(environmentZone: hostZone) }
        zones.withLock { $0[key] = zone }
        return zone
    }
}
