import Dashboard
import Deployments
import HTTPTypes
import Hummingbird
import JobHosting
import JobModel

/// What the buttons of a job do.
struct JobActionRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        add("start", to: router) { id in
            try await services.host.enable(id)
            return "\(id.name) is started."
        }
        add("stop", to: router) { id in
            try await services.host.disable(id)
            return "\(id.name) is stopped until somebody starts it."
        }
        add("restart", to: router) { id in
            guard id.type == .continuous else {
                throw ProblemAnswer(.badRequest, "A triggered job is run, not restarted.")
            }
            try await services.host.restart(id)
            return "\(id.name) is restarted."
        }
        router.post("ui/jobs/:type/:name/delete") { _, context in try await delete(context) }
        router.post("ui/jobs/:type/:name/run") { request, context in try await run(request, context) }
    }

    private func add(
        _ verb: String,
        to router: Router<APIContext>,
        _ act: @escaping @Sendable (JobID) async throws -> String
    ) {
        router.post("ui/jobs/:type/:name/\(verb)") { request, context in
            let id = JobID(type: try context.jobType(), name: try context.jobName())
            let notice = Notice(try await act(id))
            return PageAnswer.back(request, else: JobPath.job(id.type, id.name.text), notice: notice)
        }
    }

    /// Why a run begins that somebody asked for here.
    static func trigger(_ context: APIContext) -> String {
        "Dashboard - \(context.author)"
    }

    private func delete(_ context: APIContext) async throws -> Response {
        let id = JobID(type: try context.jobType(), name: try context.jobName())
        guard try await services.deployer.remove(id, author: context.author) else {
            throw ProblemAnswer(.notFound, "There is no \(id.type.rawValue) job named \"\(id.name)\".")
        }
        await services.host.settle(id.type, id.name.text)
        return PageAnswer.redirect(to: "/", notice: Notice("\(id) is deleted."))
    }

    private func run(_ request: Request, _ context: APIContext) async throws -> Response {
        let name = try context.triggeredJobName()
        let form = try await FormBody(request)
        let arguments: [String]
        do {
            arguments = try ArgumentText.split(form["arguments"])
        } catch {
            throw ProblemAnswer(.badRequest, "\(error)")
        }
        let wish = RunRequest(trigger: Self.trigger(context), arguments: arguments)
        let record = try await services.host.run(name, wish, input: nil)
        let words = record.outcome == .queued ? "waits for its turn" : "runs"
        let notice = Notice("\(name) \(words).")
        return PageAnswer.back(request, else: JobPath.job(.triggered, name.text), notice: notice)
    }
}
