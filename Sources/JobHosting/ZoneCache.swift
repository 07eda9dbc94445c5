import CronSchedule
import Synchronization

/// Time zones that were read from the system's files, kept by name.
final class ZoneCache: Sendable {
    private let zones = Mutex<[String: TimeZoneRules]>([:])
    /// The host's `TZ`, if it has one.
    private let variable: String?

    init(variable: String?) {
        self.variable = variable
    }

    /// The zone of this name, the host's own for `nil`; `nil` when there is no such zone.
    func zone(named name: String?) -> TimeZoneRules? {
        let key = name ?? ""
        if let known = zones.withLock({ $0[key] }) { return known }
        // What is wrong with a name is said where the settings are checked.
        guard let zone = name.map({ try? TimeZoneRules.load(named: $0) }) ?? TimeZoneRules.host(variable: variable) else {
            return nil
        }
        zones.withLock { $0[key] = zone }
        return zone
    }
}
