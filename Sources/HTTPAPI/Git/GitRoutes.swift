import GitHosting
import HTTPTypes
import Hummingbird
import LinuxSystem
import NIOCore

/// The site's repository over git's smart HTTP: `/site.git` and, as the original has it, `/git`.
struct GitRoutes: Sendable {
    /// Bytes of one request, which is one push.
    static let maximumBody = 4 * 1024 * 1024 * 1024

    let backend: HTTPBackend
    let spool: BodySpool
    /// Its threads wait for git; a push holds one until its deployment is done.
    let blocking: BlockingExecutor

    func add(to router: Router<APIContext>) {
        for prefix in ["site.git", "git"] {
            router.get("\(prefix)/**") { request, context in
                try await answer(request, context, prefix: "/\(prefix)", body: nil)
            }
            router.post("\(prefix)/**") { request, context in
                let body = try await spool.spool(request, limit: Self.maximumBody)
                return try await answer(request, context, prefix: "/\(prefix)", body: body)
            }
        }
    }

    private func answer(
        _ request: Request,
        _ context: APIContext,
        prefix: String,
        body: BodySpool.Spooled?
    ) async throws -> Response {
        let path = String(request.uri.path.dropFirst(prefix.count))
        guard path == "/info/refs" || path == "/git-upload-pack" || path == "/git-receive-pack" else {
            throw ProblemAnswer(.notFound, "There is nothing at this path of the repository; clone or push \(prefix).")
        }
        var backendRequest = HTTPBackend.Request(
            method: request.method.rawValue,
            path: path,
            query: request.uri.query ?? "",
            user: context.identity?.name ?? ""
        )
        backendRequest.contentType = request.headers[.contentType]
        backendRequest.contentEncoding = request.headers[.contentEncoding]
        backendRequest.protocol = request.headers[HTTPField.Name.gitProtocol]
        backendRequest.remoteAddress = context.remoteAddress
        backendRequest.body = body?.file
        backendRequest.bodyLength = body?.length ?? 0
        return try await run(backendRequest)
    }

    private func run(_ request: HTTPBackend.Request) async throws -> Response {
        let exchange = try await blocking.perform { try backend.start(request) }
        guard let head = try await blocking.perform({ try exchange.readHead() }) else {
            throw ProblemAnswer(.internalServerError, "git's http-backend gave no answer; is git installed?")
        }
        return Response(
            status: .init(code: head.status),
            headers: Self.fields(head.headers),
            body: ResponseBody { writer in
                if !head.rest.isEmpty { try await writer.write(ByteBuffer(bytes: head.rest)) }
                // The next piece is read when the client has taken the last: a slow clone costs no memory.
                while let piece = try await blocking.perform({ try exchange.readBody() }) {
                    try await writer.write(ByteBuffer(bytes: piece))
                }
                try await writer.finish(nil)
            }
        )
    }

    private static func fields(_ lines: [String]) -> HTTPFields {
        var fields = HTTPFields()
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let name = HTTPField.Name(String(parts[0])) else { continue }
            fields.append(HTTPField(name: name, value: String(parts[1].drop { $0 == " " })))
        }
        return fields
    }
}

extension HTTPField.Name {
    /// How git tells which version of its protocol it speaks.
    static var gitProtocol: HTTPField.Name {
        guard let name = HTTPField.Name("Git-Protocol") else { preconditionFailure("a constant, valid name") }
        return name
    }
}
