import CronSchedule

/// The plainest reading of six fields: is this second one of them? Slow, and thus a check for what is fast.
enum FieldsByHand {
    static func match(_ fields: CronFields, _ time: LocalTime) -> Bool {
        let date = time.date
        let weekday = CivilDate.weekday(daysSinceEpoch: time.daysSinceEpoch)
        let parts: [(CronField, Int)] = [
            (.second, time.second), (.minute, time.minute), (.hour, time.hour),
            (.day, date.day), (.month, date.month), (.weekday, weekday),
        ]
        return parts.allSatisfy { fields[$0] >> UInt64($1) & 1 == 1 }
    }
}
