import CronSchedule
import JobModel

/// A job's schedule in words.
enum ScheduleWords {
    /// `nil` where there is none, or where it cannot be understood.
    static func text(_ settings: JobSettings, site: TimeZoneRules) -> String? {
        guard let text = settings.schedule, let expression = try? CronExpression(text) else { return nil }
        let paused = settings.isSchedulePaused ? "; paused" : ""
        return "\(expression.explanation), on the clocks of \(settings.timeZone ?? site.name)\(paused)"
    }
}
