import CronSchedule

/// What it costs to work out the next occurrence of a schedule, as the host does after each one.
struct OccurrenceBench {
    private static let rounds = 9
    private static let calls = 20_000
    /// 2026-01-01T00:00:00Z.
    private static let beginning: Int64 = 1_767_225_600

    func run() throws {
        print("schedule: next occurrence   (typical: under 2 us)")
        try show("0 */5 * * * *", zone: "UTC")
        try show("0 30 2 * * *", zone: "Europe/Berlin")
        try show("0 0 9 * * 1-5", zone: "UTC")
        try show("0 0 0 29 2 1", zone: "UTC")
        print("")
    }

    private func show(_ expression: String, zone: String) throws {
        let schedule = ZonedSchedule(
            expression: try CronExpression(expression),
            zone: try TimeZoneRules.load(named: zone)
        )
        let times = (0..<Self.rounds).map { _ in nanosecondsPerCall(schedule) }.sorted()
        let name = "\(expression) (\(zone))"
        let padding = String(repeating: " ", count: max(1, 34 - name.count))
        let (p50, best) = (times[times.count / 2], times[0])
        print("  \(name)\(padding)\(Samples.text(p50)) ns a call   best \(Samples.text(best))   n \(Self.calls)")
    }

    /// From one occurrence to the next; from the beginning again where there are no more.
    private func nanosecondsPerCall(_ schedule: ZonedSchedule) -> Double {
        var moment = Self.beginning
        let start = Clock.now()
        for _ in 0..<Self.calls { moment = schedule.nextOccurrence(after: moment) ?? Self.beginning }
        let end = Clock.now()
        precondition(moment >= Self.beginning)
        return Double(end - start) / Double(Self.calls)
    }
}
