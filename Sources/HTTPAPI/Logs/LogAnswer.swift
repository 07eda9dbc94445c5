import HTTPTypes
import Hummingbird
import JobModel
import LinuxSystem
import LogFollowing
import NIOCore
import ServiceLifecycle

/// A log as a client wants it: whole, a part of its bytes, its last lines, and with what comes next: as text that does
/// not end, or as events.
struct LogAnswer: Sendable {
    /// Lines of `?tail=`.
    static let tails = 0...1_000_000

    let path: String
    let services: APIServices
    /// Whether nothing more will be written.
    let isOver: @Sendable () async -> Bool

    /// `identity`: who asks; a stream ends when they are known no longer.
    func response(to request: Request, for identity: Identity?) async throws -> Response {
        let tail = try request.query.number("tail", in: Self.tails)
        let follows = try request.query.flag("follow")
        if request.acceptsEvents { return try await events(request, tail, identity) }
        if follows { return try await text(tail, identity) }
        return try await bytes(request, tail)
    }

    // MARK: what is there

    private func bytes(_ request: Request, _ tail: Int?) async throws -> Response {
        let (path, header) = (path, request.headers[.ifRange] == nil ? request.headers[.range] : nil)
        let found = try await services.blocking.perform { () -> (file: OpenLogFile, size: Int, start: Int)? in
            guard let file = OpenLogFile(path) else { return nil }
            let size = file.size
            return (file, size, tail.map { file.start(ofLastLines: $0, before: size) } ?? 0)
        }
        var response = Response(status: .ok, headers: Self.headers)
        response.headers[.acceptRanges] = "bytes"
        let (size, start) = (found?.size ?? 0, found?.start ?? 0)
        // A tail is a whole of its own.
        switch ByteRange(tail == nil ? header : nil, size: size) {
        case .unsatisfiable:
            var answer = ProblemAnswer(.rangeNotSatisfiable, "the log has \(size) bytes").response()
            answer.headers[.contentRange] = "bytes */\(size)"
            if let found { answer.headers[.logPosition] = try await position(after: size, in: found.file) }
            return answer
        case .whole:
            if let found { response.body = body(found.file.descriptor, start..<size) }
        case .part(let range):
            response.status = .partialContent
            response.headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
            if let found {
                response.body = body(found.file.descriptor, range)
                response.headers[.logPosition] = try await position(after: range.upperBound, in: found.file)
            }
        }
        return response
    }

    /// From where the log can be followed without a line missing behind what was read of it.
    private func position(after offset: Int, in file: OpenLogFile) async throws -> String {
        try await services.blocking.perform { file.position(after: offset).description }
    }

    private func body(_ file: SharedDescriptor, _ range: Range<Int>) -> ResponseBody {
        FileSlice(file: file, range: range, blocking: services.blocking).body
    }

    /// A browser takes it for nothing but text, whatever a job wrote.
    private static let headers: HTTPFields = [
        .contentType: "text/plain; charset=utf-8", .xContentTypeOptions: "nosniff",
    ]

    // MARK: what comes

    private func follow(from start: LogStart) async throws -> LogSubscription {
        do {
            return try await services.logs.follow(
                path,
                from: start,
                older: { [path] in RolledLogName.older(path, $0) },
                isOver: isOver
            )
        } catch is FollowedLogs.Full {
            throw ProblemAnswer(.serviceUnavailable, "As many clients follow logs as this host bears; try again later.")
        }
    }

    private func text(_ tail: Int?, _ identity: Identity?) async throws -> Response {
        let subscription = try await follow(from: tail.map(LogStart.lastLines) ?? .beginning)
        return Response(
            status: .ok,
            headers: Self.headers,
            body: ResponseBody { writer in
                var cursor = subscription.start
                reading: while !Task.isCancelled {
                    let step = try await subscription.next(&cursor)
                    guard services.stillKnows(identity) else { break reading }
                    switch step {
                    case .lines(let piece): try await writer.write(ByteBuffer(bytes: piece.bytes))
                    case .gap, .quiet: break
                    case .end: break reading
                    }
                }
                try await writer.finish(nil)
            }
        )
    }

    private func events(_ request: Request, _ tail: Int?, _ identity: Identity?) async throws -> Response {
        // A page that has the end of a log already follows it from there; a browser lets nobody set the header.
        let last = (request.lastEventID ?? request.query["after"]).flatMap { LogPosition($0) }
        let subscription = try await follow(
            from: last.map(LogStart.after) ?? tail.map(LogStart.lastLines) ?? .beginning
        )
        if last != nil, await isOver() {
            // A browser comes again whenever an answer ends; with this one it stops.
            var cursor = subscription.start
            if case .end = try await subscription.next(&cursor) { return Response(status: .noContent) }
        }
        return ServerSentEvents.response { writer in
            var cursor = subscription.start
            while !Task.isCancelled {
                let step = try await subscription.next(&cursor)
                guard services.stillKnows(identity) else { return }
                switch step {
                case .lines(let piece): try await writer.write(ByteBuffer(bytes: piece.form(LogEvents.lines)))
                case .gap: try await writer.write(ByteBuffer(bytes: LogEvents.gap))
                case .quiet: try await writer.write(ByteBuffer(bytes: ServerSentEvents.signOfLife))
                case .end:
                    // A host that goes down is not the end of the log.
                    if !Task.isShuttingDownGracefully { try await writer.write(ByteBuffer(bytes: LogEvents.end)) }
                    return
                }
            }
        }
    }
}

extension HTTPField.Name {
    /// Of a part of a log: the `after` to follow it with behind that part.
    fileprivate static var logPosition: Self {
        guard let name = Self("Nyala-Log-Position") else { preconditionFailure("a constant, valid name") }
        return name
    }
}
