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
    /// Whether older files are a part of the whole: those of a run are, those of a log that rolls are not.
    let isJoined: Bool
    let services: APIServices
    /// Whether nothing more will be written.
    let isOver: @Sendable () async -> Bool

    /// `identity`: who asks; a stream ends when they are known no longer.
    func response(to request: Request, for identity: Identity?) async throws -> Response {
        let wanted = try WantedLines(request.query)
        let follows = try request.query.flag("follow")
        if request.acceptsEvents { return try await events(request, wanted, identity) }
        if follows { return try await text(wanted, identity) }
        return wanted.isPlain ? try await bytes(request, wanted.tail) : try await lines(wanted)
    }

    /// The lines that are wanted, of all files of the log.
    private func lines(_ wanted: WantedLines) async throws -> Response {
        let parts = try await services.blocking.perform { [path] in
            wanted.parts(of: path) { RolledLogName.older(path, $0) }
        }
        let blocking = services.blocking
        let body = ResponseBody { writer in
            for part in parts {
                var (filter, offset) = (LineFilter(wanted.text), part.range.lowerBound)
                while offset < part.range.upperBound {
                    let (start, size) = (offset, min(Self.pieceSize, part.range.upperBound - offset))
                    let bytes = try await blocking.perform { part.file.read(at: start, upTo: size) }
                    if bytes.isEmpty { break }
                    offset += bytes.count
                    let lines = filter.take(bytes)
                    if !lines.isEmpty { try await writer.write(ByteBuffer(bytes: lines)) }
                }
                let last = filter.finish()
                if !last.isEmpty { try await writer.write(ByteBuffer(bytes: last)) }
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: Self.headers, body: body)
    }

    /// Bytes of a log that are looked through at a time.
    private static let pieceSize = 256 * 1024

    /// Where to begin to follow.
    private func start(_ wanted: WantedLines) async throws -> LogStart {
        guard !wanted.isPlain else { return try await plainStart(wanted.tail) }
        return try await services.blocking.perform { [path] in
            let first = wanted.parts(of: path) { RolledLogName.older(path, $0) }.first
            return first.map { .after($0.file.position(after: $0.range.lowerBound)) } ?? .beginning
        }
    }

    private func plainStart(_ tail: Int?) async throws -> LogStart {
        let start = tail.map(LogStart.lastLines) ?? .beginning
        guard isJoined else { return start }
        return try await services.blocking.perform { [path] in
            guard let log = JoinedLog(path, ofRun: true), log.parts.count > 1 else { return start }
            return log.position(after: tail.map { log.start(ofLastLines: $0, before: log.size) } ?? 0)
                .map(LogStart.after) ?? start
        }
    }

    // MARK: what is there

    private func bytes(_ request: Request, _ tail: Int?) async throws -> Response {
        let (path, isJoined) = (path, isJoined)
        let header = request.headers[.ifRange] == nil ? request.headers[.range] : nil
        let found = try await services.blocking.perform { () -> (log: JoinedLog, size: Int, start: Int)? in
            guard let log = JoinedLog(path, ofRun: isJoined) else { return nil }
            return (log, log.size, tail.map { log.start(ofLastLines: $0, before: log.size) } ?? 0)
        }
        var response = Response(status: .ok, headers: Self.headers)
        response.headers[.acceptRanges] = "bytes"
        let (size, start) = (found?.size ?? 0, found?.start ?? 0)
        // A tail is a whole of its own.
        switch ByteRange(tail == nil ? header : nil, size: size) {
        case .unsatisfiable:
            var answer = ProblemAnswer(.rangeNotSatisfiable, "the log has \(size) bytes").response()
            answer.headers[.contentRange] = "bytes */\(size)"
            if let found { answer.headers[.logPosition] = try await position(after: size, in: found.log) }
            return answer
        case .whole:
            if let found { response.body = body(found.log, start..<size) }
        case .part(let range):
            response.status = .partialContent
            response.headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
            if let found {
                response.body = body(found.log, range)
                response.headers[.logPosition] = try await position(after: range.upperBound, in: found.log)
            }
        }
        return response
    }

    /// From where the log can be followed without a line missing behind what was read of it.
    private func position(after offset: Int, in log: JoinedLog) async throws -> String? {
        try await services.blocking.perform { log.position(after: offset)?.description }
    }

    private func body(_ log: JoinedLog, _ range: Range<Int>) -> ResponseBody {
        let parts = log.pieces(of: range).map { (file: $0.file.descriptor, range: $0.range) }
        return FileSlice(parts, blocking: services.blocking).body
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

    private func text(_ wanted: WantedLines, _ identity: Identity?) async throws -> Response {
        let subscription = try await follow(from: try await start(wanted))
        let filter = LineFilter(wanted.text)
        return Response(
            status: .ok,
            headers: Self.headers,
            body: ResponseBody { writer in
                var cursor = subscription.start
                reading: while !Task.isCancelled {
                    let step = try await subscription.next(&cursor)
                    guard services.stillKnows(identity) else { break reading }
                    switch step {
                    case .lines(let piece):
                        let lines = filter.wanted(piece.bytes)
                        if !lines.isEmpty { try await writer.write(ByteBuffer(bytes: lines)) }
                    case .gap:
                        try await writer.write(ByteBuffer(bytes: Array("\(LogEvents.gapWords)\n".utf8)))
                    case .quiet: break
                    case .end: break reading
                    }
                }
                try await writer.finish(nil)
            }
        )
    }

    private func events(
        _ request: Request,
        _ wanted: WantedLines,
        _ identity: Identity?
    ) async throws -> Response {
        // A page that has the end of a log already follows it from there; a browser lets nobody set the header.
        let last = (request.lastEventID ?? request.query["after"]).flatMap { LogPosition($0) }
        let start = try await start(wanted)
        let subscription = try await follow(from: last.map(LogStart.after) ?? start)
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
                case .lines(let piece):
                    let events: [UInt8]
                    if let text = wanted.text {
                        events = LogEvents.lines(piece, with: text)
                    } else {
                        events = piece.form(LogEvents.lines)
                    }
                    if !events.isEmpty { try await writer.write(ByteBuffer(bytes: events)) }
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
