import HTTPTypes
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem
import NIOCore
import RunHistory

/// `/api/v1`: runs of triggered jobs.
struct NativeRunRoutes: Sendable {
    /// Runs in one answer unless the client asks for fewer.
    private static let defaultCount = 50

    let services: APIServices

    func add(to router: Router<APIContext>) {
        let path = "api/v1/jobs/:type/:name/runs"
        router.post("\(path)") { request, context in try await start(request, context) }
        router.get("\(path)") { request, context in try await list(request, try context.triggeredJobName()) }
        router.get("\(path)/:run") { request, context in
            try await show(request, try context.runID(), try context.triggeredJobName())
        }
        router.post("\(path)/:run/cancel") { _, context in
            // "current" is the one that is under way.
            let run = context.parameters.get("run") == "current" ? nil : try context.runID()
            let record = try await services.host.cancelRun(try context.triggeredJobName(), run)
            return JSONAnswer.response(NativeShapes.run(record, now: services.clock.wallTime()), status: .accepted)
        }
        router.get("\(path)/:run/output") { request, context in
            try await output(request, try context.runID(), try context.triggeredJobName())
        }
    }

    /// The body is `{"arguments": ["…"]}`, or nothing.
    private func start(_ request: Request, _ context: APIContext) async throws -> Response {
        let name = try context.triggeredJobName()
        var body = try await request.body.collect(upTo: APIContext.maximumCollectedBody)
        let bytes = body.readBytes(length: body.readableBytes) ?? []
        let arguments = try Self.arguments(bytes)
        let trigger = "External - \(request.headers[.userAgent] ?? "")"
        let record = try await services.host.run(name, arguments: arguments, trigger: trigger)
        return JSONAnswer.response(NativeShapes.run(record, now: services.clock.wallTime()), status: .created)
    }

    static func arguments(_ body: [UInt8]) throws -> [String] {
        if body.isEmpty { return [] }
        let value: JSONValue
        do {
            value = try JSONValue.parse(body)
        } catch {
            throw ProblemAnswer(.badRequest, "the body is not JSON: \(error)")
        }
        guard let given = value["arguments"] else { return [] }
        let texts = given.array?.compactMap(\.string)
        guard let texts, texts.count == given.array?.count else {
            throw ProblemAnswer(.badRequest, "\"arguments\" must be an array of texts")
        }
        guard !texts.contains(where: { $0.utf8.contains(0) }) else {
            throw ProblemAnswer(.badRequest, "an argument cannot hold a zero byte")
        }
        return texts
    }

    private func list(_ request: Request, _ name: JobName) async throws -> Response {
        let store = services.host.history
        let known = await services.host.report(.triggered, name.text) != nil
        guard known || store.latest(name) != nil else {
            throw ProblemAnswer(.notFound, "there is no triggered job named \"\(name)\"")
        }
        let count = request.query["limit"].flatMap { Int($0) } ?? Self.defaultCount
        let now = services.clock.wallTime()
        let runs = try await services.blocking.perform {
            store.runs(of: name).prefix(max(0, count)).compactMap { store.record($0, of: name) }
        }
        return JSONAnswer.response(.array(runs.map { NativeShapes.run($0, now: now) }))
    }

    /// With `?wait`: answers when the run has ended.
    private func show(_ request: Request, _ run: RunID, _ name: JobName) async throws -> Response {
        let record =
            request.query.isOn("wait")
            ? await services.host.waitForEnd(of: run, name) : services.host.history.record(run, of: name)
        guard let record else { throw ProblemAnswer(.notFound, "the job \"\(name)\" has no run \(run)") }
        return JSONAnswer.response(NativeShapes.run(record, now: services.clock.wallTime()))
    }

    private func output(_ request: Request, _ run: RunID, _ name: JobName) async throws -> Response {
        let store = services.host.history
        guard let record = store.record(run, of: name) else {
            throw ProblemAnswer(.notFound, "the job \"\(name)\" has no run \(run)")
        }
        var file = FileBody(path: store.outputPath(record), blocking: services.blocking)
        file.tail = request.query["tail"].flatMap { Int($0) }
        if request.query.isOn("follow") {
            file.mayGrow = { store.record(run, of: name)?.outcome.isFinal == false }
        }
        return Response(status: .ok, headers: [.contentType: "text/plain; charset=utf-8"], body: file.body)
    }
}
