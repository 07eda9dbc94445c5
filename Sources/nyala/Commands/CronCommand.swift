import ArgumentParser
import CronSchedule
import Glibc
import JobModel
import LinuxSystem

/// `nyala cron`: when a schedule runs.
///
/// Needs no host.
struct CronCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cron",
        abstract: "Work out schedules.",
        subcommands: [Next.self, Explain.self]
    )

    static func parsed(_ expression: String) throws -> CronExpression {
        do {
            return try CronExpression(expression)
        } catch {
            throw CommandFailure(.usage, "bad schedule \"\(expression)\": \(error)")
        }
    }

    /// `nyala cron explain`: what a schedule means, in words.
    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain",
            abstract: "Say in words when a schedule runs."
        )

        @Argument(help: "Six fields: second minute hour day month weekday; with five, the second is 0.")
        var expression: String

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let parsed = try CronCommand.parsed(expression)
            guard json else { return print(parsed.explanation) }
            Terminal.write(
                json: .object(["expression": .string(expression), "explanation": .string(parsed.explanation)])
            )
        }
    }

    /// `nyala cron next`: the coming times of a schedule.
    struct Next: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "next",
            abstract: "Print the next times of a schedule, one RFC 3339 time a line."
        )

        @Option(help: ArgumentHelp("Begin after this moment (RFC 3339); else now.", valueName: "time"))
        var from: String?

        /// Times in one answer.
        private static let counts = 1...10_000

        @Option(help: "How many times, up to 10000.")
        var count = 1

        @Flag(help: "Print JSON: an array of times.")
        var json = false

        @Option(help: ArgumentHelp("IANA time zone, such as Europe/Paris; else this machine's.", valueName: "zone"))
        var tz: String?

        @Argument(help: "Six fields: second minute hour day month weekday; with five, the second is 0.")
        var expression: String

        func run() async throws {
            let schedule = ZonedSchedule(expression: try CronCommand.parsed(expression), zone: try zone())
            guard Self.counts.contains(count) else {
                throw CommandFailure(.usage, "--count must be a whole number from 1 to 10000, not \(count)")
            }
            var time = try start().seconds
            var times: [String] = []
            while times.count < count, let next = schedule.nextOccurrence(after: time) {
                times.append(Self.rfc3339(next, schedule.zone))
                time = next
            }
            if json { return Terminal.write(json: .array(times.map { .string($0) })) }
            for time in times { print(time) }
        }

        /// Local time with its offset: `2031-02-03T05:05:06+01:00`, and `Z` in UTC.
        private static func rfc3339(_ seconds: Int64, _ zone: TimeZoneRules) -> String {
            let offset = Int(zone.offset(at: seconds))
            let local = Timestamp(seconds: seconds + Int64(offset)).rfc3339(decimals: 0)
            guard offset != 0 else { return local }
            let minutes = abs(offset) / 60
            let digits = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
            return "\(local.dropLast())\(offset < 0 ? "-" : "+")\(digits(minutes / 60)):\(digits(minutes % 60))"
        }

        private func zone() throws -> TimeZoneRules {
            do {
                return try tz.map { try TimeZoneRules.load(named: $0) }
                    ?? .host(environmentZone: HomeOption.variable("TZ"))
            } catch {
                throw CommandFailure(.usage, "\(error)")
            }
        }

        private func start() throws -> Timestamp {
            guard let from else { return SystemClock().wallTime() }
            guard let time = Timestamp(rfc3339: from) else {
                throw CommandFailure(
                    .usage,
                    "\"\(from)\" is no RFC 3339 time of the years 1678 to 2261, such as 2031-02-03T04:05:06Z"
                )
            }
            return time
        }
    }
}
