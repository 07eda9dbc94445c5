package import CronSchedule
import SiteSettings

extension JobHost {
    /// On whose clocks the site lives: the zone of its settings, else the host's own; UTC where that cannot be read.
    package nonisolated var siteZone: TimeZoneRules {
        zones.zone(named: settings.current().timeZone) ?? .utc
    }
}
