import HTTPTypes
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem
import NIOCore

/// The original's stream of logs: what is written from now on, line by line, with a sign of life each minute.
///
/// Unlike the original it streams the logs of jobs as well, under `jobs/TYPE/NAME`.
struct LogStreamRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        for prefix in ["api/logstream", "logstream"] {
            for pattern in [prefix, "\(prefix)/**"] {
                router.get("\(pattern)") { request, _ in try await stream(request, prefix: "/\(prefix)") }
            }
        }
    }

    private func stream(_ request: Request, prefix: String) async throws -> Response {
        let path: FilePath
        do throws(FilePath.Fault) {
            path = try FilePath(encoded: request.uri.path.dropFirst(prefix.count))
        } catch {
            throw ProblemAnswer(.notFound, "there cannot be such a path: \(error)")
        }
        guard let selection = LogSelection(path, services.layout), try await exists(selection) else {
            throw ProblemAnswer(.notFound, "there is no log \"\(path.shown)\"")
        }
        let (filter, services) = (request.query["filter"], services)
        return Response(
            status: .ok,
            headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-cache"],
            body: ResponseBody { writer in
                guard services.logStreams.take() else {
                    let count = services.logStreams.count
                    let text = "\(count) streams of logs are open, which is the limit; try again later.\n"
                    try await writer.write(ByteBuffer(string: text))
                    return try await writer.finish(nil)
                }
                defer { services.logStreams.leave() }
                var stream = LogStream(selection, filter: filter, services)
                while let piece = try await stream.next() {
                    if piece.readableBytes > 0 { try await writer.write(piece) }
                }
                try await writer.finish(nil)
            }
        )
    }

    private func exists(_ selection: LogSelection) async throws -> Bool {
        switch selection {
        case .job(let job): return await services.host.report(job.type, job.name.text) != nil
        case .files(let place):
            return try await services.blocking.perform {
                if case .nothing = try services.files.find(place) { return false }
                return true
            }
        }
    }
}
