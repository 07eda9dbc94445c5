import Hummingbird
import JobHosting
import JobModel
import LinuxSystem

/// `/api/v1/schedule`: what will run by itself, over all jobs.
struct ScheduleRoutes: Sendable {
    private static let defaultHours = 24
    /// A year and a day, so that every yearly schedule can be seen.
    private static let hours = 1...8784

    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.get("api/v1/schedule") { request, _ in try await list(request) }
    }

    private func list(_ request: Request) async throws -> Response {
        let text = request.query["hours"]
        guard let hours = text.map({ Int($0) }) ?? Self.defaultHours, Self.hours.contains(hours) else {
            throw ProblemAnswer(
                .badRequest,
                "\"hours\" must be a whole number from \(Self.hours.lowerBound) to \(Self.hours.upperBound)"
            )
        }
        let runs = await services.host.upcomingRuns(within: .seconds(hours * 3600))
        return JSONAnswer.response(
            .array(
                runs.map { run in
                    .object([
                        "time": .string(run.time.rfc3339(decimals: 0)),
                        "job": .string(run.job.text),
                        "further": .integer(run.furtherCount),
                        "schedule": .string(run.schedule),
                        "time_zone": .string(run.zone),
                        "explanation": .string(run.explanation),
                    ])
                }
            )
        )
    }
}
