import Dashboard
import HTTPTypes
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem
import LogFollowing
import RunHistory

/// The pages of whole logs, and looking for a place in one.
struct LogPageRoutes: Sendable {
    /// Lines of a log in its page; the script fetches others.
    private static let lineCount = 200
    /// Bytes of a text that is looked for.
    private static let textLengths = 1...200

    let services: APIServices

    /// A log with what its page says of it.
    private struct Place {
        let file: String
        let raw: String
        let page: String
        let title: String
        var trail: [Page.Link]
        let job: JobID
        let isOver: Bool

        var isOfRun: Bool { job.type == .triggered }
    }

    func add(to router: Router<APIContext>) {
        for path in ["ui/jobs/:type/:name/log", "ui/jobs/:type/:name/runs/:run/log"] {
            router.get("\(path)") { request, context in
                let place = try await place(context)
                let tail = try await services.logTail(
                    place.file,
                    ofRun: place.isOfRun,
                    lines: Self.lineCount,
                    raw: place.raw,
                    isOver: place.isOver
                )
                let viewer = try context.viewer(on: place.job)
                let page = LogPage.page(
                    place.title,
                    trail: place.trail,
                    tail,
                    find: "\(place.page)/find",
                    viewer: viewer
                )
                return PageAnswer.page(page, for: request)
            }
            router.get("\(path)/find") { request, context in try await find(request, try await place(context)) }
        }
    }

    private func place(_ context: APIContext) async throws -> Place {
        let job = JobID(type: try context.jobType(), name: try context.jobName())
        let path = JobPath.job(job.type, job.name.text)
        let trail = [Page.Link("Overview", "/"), Page.Link(job.name.text, path)]
        guard job.type == .triggered else {
            guard await services.host.report(job.type, job.name.text) != nil else {
                throw ProblemAnswer(.notFound, "There is no continuous job named \"\(job.name)\".")
            }
            return Place(
                file: services.layout.log(of: job),
                raw: "/api/v1/jobs/\(job)/log",
                page: "\(path)/log",
                title: "Log of \(job.name)",
                trail: trail,
                job: job,
                isOver: false
            )
        }
        let run = context.parameters.get("run") == nil ? nil : try context.runID()
        let store = services.host.history
        let record = try await services.blocking.perform {
            run.map { store.record($0, of: job.name) } ?? store.latestStarted(job.name)
        }
        guard let record else { throw ProblemAnswer(.notFound, "The job \"\(job.name)\" has no such run.") }
        let runPath = JobPath.run(record.id, of: job.name.text)
        return Place(
            file: store.outputPath(record),
            raw: "/api/v1/jobs/\(job)/runs/\(record.id)/output",
            page: "\(runPath)/log",
            title: "Output of \(job.name)",
            trail: trail + [Page.Link("Run", runPath)],
            job: job,
            isOver: record.outcome.isFinal
        )
    }

    /// `?time=RFC3339`, or `?text=…` with `&before=OFFSET` or `&after=OFFSET`: `{"offset": …, "reached": …}`; with
    /// `&case=1`, capitals are no small letters.
    private func find(_ request: Request, _ place: Place) async throws -> Response {
        let query = request.query
        let (path, isOfRun) = (place.file, place.isOfRun)
        if let text = query["time"] {
            guard let time = Timestamp(rfc3339: text) else {
                throw ProblemAnswer(.badRequest, "\"\(text)\" is no time such as 2031-02-03T04:05:06Z.")
            }
            let offset = try await services.blocking.perform {
                JoinedLog(path, ofRun: isOfRun)?.line(since: time.rfc3339(decimals: 3))
            }
            return JSONAnswer.response(.object(["offset": .optional(offset)]))
        }
        let words = query["text"] ?? ""
        guard Self.textLengths.contains(words.utf8.count) else {
            throw ProblemAnswer(
                .badRequest,
                "\"text\" must have \(Self.textLengths.lowerBound) to \(Self.textLengths.upperBound) bytes"
            )
        }
        let text = SearchedText(words, matchesCase: try query.flag("case"))
        let (before, after) = (try query.number("before", in: 0...Int.max), try query.number("after", in: 0...Int.max))
        let finding = try await services.blocking.perform { () -> OpenLogFile.Finding? in
            guard let file = JoinedLog(path, ofRun: isOfRun) else { return nil }
            if let after { return file.first(text, from: after) }
            return file.last(text, before: min(before ?? .max, file.size))
        }
        return JSONAnswer.response(
            .object(["offset": .optional(finding?.line), "reached": .optional(finding?.reached)])
        )
    }
}
