import HTTPTypes
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem
import RunHistory

/// The original's routes to run triggered jobs and read their history.
struct KuduRunRoutes: Sendable {
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
        let trigger = "External - \(request.headers[.userAgent] ?? "")"
        let record: RunRecord
        do throws(RunRefusal) {
            record = try await services.host.run(name, arguments: arguments, trigger: trigger)
        } catch {
            // The original's texts, which scripts look for.
            if error == .alreadyRunning || error == .jobsStopped {
                return JSONAnswer.text("\(error)", status: .conflict)
            }
            throw error
        }
        var response = Response(status: .accepted)
        response.headers[.location] = "\(request.baseURL)/api/triggeredwebjobs/\(name)/history/\(record.id)"
        return response
    }

    private func history(_ request: Request, _ name: JobName) async throws -> Response {
        guard await services.host.report(.triggered, name.text) != nil else {
            throw ProblemAnswer(.notFound, "there is no triggered job named \"\(name)\"")
        }
        let shapes = KuduShapes(request, services)
        let store = services.host.history
        let runs = try await services.blocking.perform {
            store.runs(of: name).compactMap { store.record($0, of: name) }.map(shapes.run)
        }
        return JSONAnswer.tagged(.object(["runs": .array(runs)]), for: request)
    }

    private func show(_ request: Request, _ run: RunID, of name: JobName) async throws -> Response {
        guard let record = services.host.history.record(run, of: name) else {
            throw ProblemAnswer(.notFound, "the job \"\(name)\" has no run \(run)")
        }
        return JSONAnswer.response(KuduShapes(request, services).run(record))
    }
}
