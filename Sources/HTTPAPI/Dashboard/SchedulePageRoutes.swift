import CronSchedule
import Dashboard
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem
import RunHistory

/// `/ui/schedule`: what runs next over all jobs, and what did not.
struct SchedulePageRoutes: Sendable {
    private static let day: Int64 = 86_400
    private static let hour: Int64 = 3600

    let services: APIServices
    private let jobs: DashboardJobs

    init(services: APIServices) {
        self.services = services
        jobs = DashboardJobs(services: services)
    }

    func add(to router: Router<APIContext>) {
        router.get("ui/schedule") { request, context in try await show(request, context) }
    }

    private func show(_ request: Request, _ context: APIContext) async throws -> Response {
        let start = ScheduleModel(viewer: try context.viewer(), moments: services.moments)
        let schedules = await services.host.schedules()
        let summaries = await jobs.all().filter { $0.type == .triggered }
        let store = services.host.history
        let texts = Dictionary(summaries.map { ($0.name, $0.schedule) }) { $1 }
        let model = try await services.blocking.perform {
            var model = start
            Self.plan(schedules, &model) { job in texts[job.text] ?? nil }
            var query = RunQuery(limit: ScheduleModel.maximumMissed)
            query.outcomes = [.skipped]
            query.since = model.moments.now + .seconds(-Self.day)
            // A folder that can be no job's has no runs.
            let missed = store.page(of: summaries.compactMap { try? JobName($0.name) }, query)
            model.missed = missed.records
            model.hasFurtherMissed = missed.next != nil
            return model
        }
        var whole = model
        whole.idle = summaries.compactMap { job in
            guard let schedule = job.schedule, job.next == nil else { return nil }
            return ScheduleModel.Idle(
                job: job.name,
                schedule: schedule,
                reason: job.hindrance ?? job.faults.first?.message ?? "nothing more is due by it"
            )
        }
        return PageAnswer.page(SchedulePage.page(whole), for: request)
    }

    /// Works out all times; on a thread of its own, for there may be many jobs.
    ///
    /// `text`: the schedule of a job as it is written.
    private static func plan(
        _ schedules: [(job: JobName, schedule: ZonedSchedule)],
        _ model: inout ScheduleModel,
        _ text: (JobName) -> String?
    ) {
        let now = model.moments.now.seconds
        let end = now + day
        let offset = model.moments.zone.offset(at: now)
        let firstHour = now - (((now + offset) % hour) + hour) % hour
        let starts = Array(stride(from: firstHour, to: end, by: Int(hour)))
        var (jobsOfHour, runsOfHour) = (
            Array(repeating: 0, count: starts.count), Array(repeating: 0, count: starts.count)
        )
        var times: [ScheduleModel.Time] = []
        // Many jobs may run by the same schedule: it is counted once.
        var counted: [String: [Int]] = [:]
        for (job, schedule) in schedules {
            guard let next = schedule.nextOccurrence(after: now) else { continue }
            let limit = ScheduleModel.maximumTimesOfJob
            let single = schedule.occurrences(after: now, through: end, limit: limit + 1)
            var count = single.count
            if count <= limit {
                times += single.map { .init(job: job.text, time: Timestamp(seconds: $0)) }
                var hours = Set<Int>()
                for time in single {
                    let index = Int((time - firstHour) / hour)
                    guard starts.indices.contains(index) else { continue }
                    runsOfHour[index] += 1
                    if hours.insert(index).inserted { jobsOfHour[index] += 1 }
                }
            } else {
                let key = "\(schedule.expression) \(schedule.zone.name)"
                let byHour =
                    counted[key]
                    ?? starts.map { schedule.count(after: max(now, $0 - 1), through: min(end, $0 + hour - 1)) }
                counted[key] = byHour
                count = byHour.reduce(0, +)
                for (index, runs) in byHour.enumerated() {
                    runsOfHour[index] += runs
                    if runs > 0 { jobsOfHour[index] += 1 }
                }
            }
            model.jobs.append(
                .init(
                    name: job.text,
                    schedule: text(job) ?? schedule.expression.normalized,
                    words: schedule.expression.explanation,
                    zone: schedule.zone.name,
                    next: Timestamp(seconds: next),
                    count: count
                )
            )
        }
        model.finish(times)
        model.hours = starts.indices.map {
            .init(start: Timestamp(seconds: starts[$0]), jobs: jobsOfHour[$0], runs: runsOfHour[$0])
        }
    }
}
