import CronSchedule
import Dashboard
import Deployments
import HTTPTypes
import Hummingbird
import JobDiscovery
import JobHosting
import JobModel
import LinuxSystem

/// Writing the schedule of a job, with a preview; pausing it and going on.
struct ScheduleEditRoutes: Sendable {
    let services: APIServices
    let saves: SavesUnderWay

    func add(to router: Router<APIContext>) {
        router.get("ui/preview") { request, _ in
            let (preview, moments) = services.preview(request.query["schedule"] ?? "", request.query["time_zone"] ?? "")
            return PageAnswer.page(preview.page(moments), for: request)
        }
        router.get("ui/jobs/:type/:name/schedule") { request, context in try await show(request, context) }
        router.post("ui/jobs/:type/:name/schedule") { request, context in try await save(request, context) }
        for (verb, isPaused) in [("pause", true), ("resume", false)] {
            router.post("ui/jobs/:type/:name/\(verb)") { request, context in
                let job = JobID(type: .triggered, name: try context.triggeredJobName())
                try await change(job, context) { $0.set("schedule_paused", to: isPaused ? .bool(true) : nil) }
                let words = isPaused ? "is paused" : "goes on"
                let notice = Notice("The schedule of \(job.name) \(words).")
                return PageAnswer.back(request, else: JobPath.job(.triggered, job.name.text), notice: notice)
            }
        }
    }

    private func show(_ request: Request, _ context: APIContext) async throws -> Response {
        let name = try context.triggeredJobName()
        let job = JobID(type: .triggered, name: name)
        let settings = try await report(job).description?.settings
        let schedule = request.query["schedule"] ?? settings?.schedule ?? ""
        let zone = request.query["time_zone"] ?? settings?.timeZone ?? ""
        let (preview, moments) = services.preview(schedule, zone)
        let text = try await settingsFile(job).text
        let page = JobSchedulePage.page(
            name,
            // Of a form that is shown again with what was written into it, as it was when it was read.
            tag: request.query["tag"] ?? JSONAnswer.tag(words: text),
            schedule: schedule,
            zone: zone,
            preview: preview,
            moments: moments,
            siteZone: services.host.siteZone.name,
            viewer: try context.viewer(on: job)
        )
        return PageAnswer.page(page, for: request)
    }

    private func save(_ request: Request, _ context: APIContext) async throws -> Response {
        let job = JobID(type: .triggered, name: try context.triggeredJobName())
        let form = try await FormBody(request)
        let (schedule, zone) = (try form.required("schedule"), try form.required("time_zone"))
        let (preview, _) = services.preview(schedule, zone)
        if case .bad(let reason) = preview { throw ProblemAnswer(.badRequest, reason) }
        try await change(job, context, tag: try form.required("tag")) { edit in
            edit.set("schedule", to: schedule.isEmpty ? nil : .string(schedule))
            edit.set("time_zone", to: zone.isEmpty ? nil : .string(zone))
        }
        let notice = Notice(
            schedule.isEmpty ? "\(job.name) has no schedule any more." : "The schedule of \(job.name) is saved."
        )
        return PageAnswer.redirect(to: JobPath.job(.triggered, job.name.text), notice: notice)
    }

    private func report(_ job: JobID) async throws -> JobReport {
        await services.host.settle(job.type, job.name.text)
        guard let report = await services.host.report(job.type, job.name.text) else {
            throw ProblemAnswer(.notFound, "There is no \(job.type.rawValue) job named \"\(job.name)\".")
        }
        return report
    }

    /// The job's `settings.job`: where it is in the job's folder, and what is in it.
    private func settingsFile(_ job: JobID) async throws -> (path: String, text: [UInt8]) {
        let inner = try await report(job).description?.scriptFolder ?? ""
        let path = inner.isEmpty ? "settings.job" : "\(inner)/settings.job"
        let file = "\(services.layout.folder(of: job))/\(path)"
        let text = try await services.blocking.perform {
            try FileContents.read(file, limit: JobSettings.maximumSize) ?? []
        }
        return (path, text)
    }

    /// Changes keys of the job's `settings.job` and deploys it.
    ///
    /// `tag`: what the file must still be; `nil` where what is done fits whatever it has become.
    private func change(
        _ job: JobID,
        _ context: APIContext,
        tag: String? = nil,
        _ change: (inout SettingsTextEdit) -> Void
    ) async throws {
        let path = try await settingsFile(job).path
        let turn = "\(job)/\(path)"
        guard saves.begin(turn) else {
            throw ProblemAnswer(.conflict, "Somebody else saves \"\(path)\" at this moment; open it again, and look.")
        }
        defer { saves.end(turn) }
        let text = try await settingsFile(job).text
        guard tag == nil || tag == JSONAnswer.tag(words: text) else {
            throw ProblemAnswer(
                .conflict,
                "settings.job was changed by somebody else since you opened this page. Open it again, and look."
            )
        }
        guard var edit = SettingsTextEdit(text) else {
            throw ProblemAnswer(.conflict, "settings.job is broken; mend it first, under Files.")
        }
        change(&edit)
        try await services.deployer.replaceSettings(of: job, at: path, with: edit.text, author: context.author)
        await services.host.settle(job.type, job.name.text)
    }
}

extension APIServices {
    /// What a schedule means that somebody writes, and the clocks it goes by.
    func preview(_ schedule: String, _ zone: String) -> (SchedulePreview, Moments) {
        let now = clock.wallTime()
        var rules = host.siteZone
        if !zone.isEmpty {
            do {
                rules = try TimeZoneRules.load(named: zone)
            } catch {
                return (.bad("\(error)"), moments)
            }
        }
        let moments = Moments(now: now, zone: rules)
        if schedule.allSatisfy({ $0 == " " }) { return (.none, moments) }
        let expression: CronExpression
        do {
            expression = try CronExpression(schedule)
        } catch {
            return (.bad("\(error)"), moments)
        }
        let planned = ZonedSchedule(expression: expression, zone: rules)
        let times = planned.occurrences(after: now.seconds, through: .max, limit: SchedulePreview.timeCount)
        return (.good(words: expression.explanation, times: times.map { Timestamp(seconds: $0) }), moments)
    }
}
