import HTTPTypes
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem
import RunHistory

/// The original's routes to run triggered jobs and read their history.
struct KuduRunRoutes: Sendable {
    /// Runs in one answer unless the client asks for fewer or more; the original keeps 50 unless told otherwise.
    private static let defaultCount = 250

    let services: APIServices

    func add(to router: Router<APIContext>) {
        for prefix in KuduJobRoutes.prefixes(.triggered) {
            router.post("\(prefix)/:name/run") { request, context in
                try await run(request, try context.jobName())
            }
            router.get("\(prefix)/:name/history") { request, context in
                try await history(request, try context.jobName())
            }
            router.get("\(prefix)/:name/history/:run") { request, context in
                try await show(request, try context.runID(), of: try context.jobName())
            }
        }
    }

    private func run(_ request: Request, _ name: JobName) async throws -> Response {
        let arguments: [String]
        do {
            arguments = try ArgumentText.split(request.query["arguments"] ?? "")
        } catch {
            throw ProblemAnswer(.badRequest, "\(error)")
        }
        var wish = RunRequest(trigger: NativeRunRoutes.trigger(request), arguments: arguments)
        wish.key = try request.idempotencyKey()
        let input = try await RunBody.input(request, services)
        let record: RunRecord
        do throws(RunRefusal) {
            record = try await services.host.run(name, wish, input: input)
        } catch {
            // The original's texts, which scripts look for.
            if error == .alreadyRunning || error == .jobsStopped, !request.isFromARM {
                return JSONAnswer.text("\(error)", status: .conflict)
            }
            throw error
        }
        // The management plane takes 202 for something that it must wait for.
        var response = Response(status: request.isFromARM ? .ok : .accepted)
        response.headers[.location] = "\(request.baseURL)/api/triggeredwebjobs/\(name)/history/\(record.id)"
        return response
    }

    private func history(_ request: Request, _ name: JobName) async throws -> Response {
        guard await services.host.report(.triggered, name.text) != nil else {
            throw ProblemAnswer(.notFound, "there is no triggered job named \"\(name)\"")
        }
        let store = services.host.history
        let query = try RunQuery(request.query, defaultLimit: Self.defaultCount)
        let page = try await services.blocking.perform { store.page(of: name, query) }
        var response = try await services.blocking.perform {
            KuduJobAnswers(request, services).history(page.records, of: name)
        }
        response.link(to: page.next, of: request)
        return response
    }

    private func show(_ request: Request, _ run: RunID, of name: JobName) async throws -> Response {
        guard let record = services.host.history.record(run, of: name) else {
            throw ProblemAnswer(.notFound, "the job \"\(name)\" has no run \(run)")
        }
        return KuduJobAnswers(request, services).run(record)
    }
}
