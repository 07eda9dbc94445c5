import APIClient
import JobModel

/// Asks the host of a home, through its local socket, and turns what it refuses into a sentence and an exit code.
struct HostConnection {
    private let client: HostClient

    /// `silence`: how long the host may say nothing; `nil` for ever, for a deployment or a run that is waited for may be
    /// silent for long.
    init(_ layout: HomeLayout, silence: Duration? = nil) throws {
        try self.init(.unixSocket(path: layout.socket), silence: silence)
    }

    /// Of a host elsewhere.
    init(_ endpoint: APIEndpoint, silence: Duration? = nil) throws {
        do {
            client = try HostClient(endpoint: endpoint, limits: TimeLimits(silence: silence))
        } catch {
            throw CommandFailure(.unreachable, "\(error)")
        }
    }

    func get(_ path: String, query: [(name: String, value: String)] = []) throws -> JSONValue {
        try json(send("GET", path, query: query))
    }

    func post(_ path: String, _ body: JSONValue? = nil, userAgent: String? = nil) throws -> JSONValue {
        let headers = userAgent.map { [APIHeader("User-Agent", $0)] } ?? []
        let bytes: APIRequestBody = body.map { .bytes($0.serialized()) } ?? .none
        return try json(send("POST", path, headers: headers, body: bytes))
    }

    func put(_ path: String, _ body: JSONValue) throws -> JSONValue {
        try json(send("PUT", path, body: .bytes(body.serialized())))
    }

    func delete(_ path: String) throws {
        _ = try send("DELETE", path)
    }

    /// Sends bytes that are no JSON.
    func post(
        _ path: String,
        query: [(name: String, value: String)],
        body: APIRequestBody,
        userAgent: String
    ) throws -> JSONValue {
        let headers = [APIHeader("User-Agent", userAgent), APIHeader("Content-Type", "application/octet-stream")]
        return try json(send("POST", path, query: query, headers: headers, body: body))
    }

    func put(_ path: String, bytes: [UInt8]) throws {
        let headers = [APIHeader("Content-Type", "application/octet-stream")]
        _ = try send("PUT", path, headers: headers, body: .bytes(bytes))
    }

    /// Hands out an answer as it comes.
    func stream(
        _ method: String = "GET",
        _ path: String,
        query: [(name: String, value: String)] = [],
        headers: [APIHeader] = [],
        body: APIRequestBody = .none,
        _ onBytes: ([UInt8]) -> Void
    ) throws {
        do {
            let answer = try client.stream(method: method, path: path, query: query, headers: headers, body: body) {
                onBytes($0)
                return .goOn
            }
            try check(answer)
        } catch let error as APIClientError {
            throw Self.failure(error)
        }
    }

    /// The same until `check` says to stop.
    func stream(
        _ method: String,
        _ path: String,
        query: [(name: String, value: String)],
        check isWanted: () -> Bool,
        _ onBytes: ([UInt8]) -> Void
    ) throws {
        do {
            let answer = try client.stream(
                method: method,
                path: path,
                query: query,
                check: { isWanted() ? .goOn : .stop }
            ) {
                onBytes($0)
                return .goOn
            }
            if isWanted() { try check(answer) }
        } catch let error as APIClientError {
            throw Self.failure(error)
        }
    }

    /// Carries bytes between this socket and what the host leads to, until either ends.
    func carry(_ socket: Int32, _ path: String, query: [(name: String, value: String)], upgrade: String) throws {
        do {
            let tunnel = try client.openTunnel(path: path, query: query, upgrade: upgrade)
            if let refusal = tunnel.refusal {
                try check(refusal)
                throw CommandFailure(.failed, "the host answers \(refusal.status) and opens no connection")
            }
            tunnel.carry(socket)
        } catch let error as APIClientError {
            throw Self.failure(error)
        }
    }

    private func send(
        _ method: String,
        _ path: String,
        query: [(name: String, value: String)] = [],
        headers: [APIHeader] = [],
        body: APIRequestBody = .none
    ) throws -> APIResponse {
        let answer: APIResponse
        do {
            answer = try client.send(method: method, path: path, query: query, headers: headers, body: body)
        } catch {
            throw Self.failure(error)
        }
        try check(answer)
        return answer
    }

    private func check(_ answer: APIResponse) throws {
        guard !answer.isSuccess else { return }
        let sentence = answer.problem?.description ?? (answer.text.isEmpty ? "status \(answer.status)" : answer.text)
        switch answer.status {
        // What was asked for makes no sense; the options say what does.
        case 400: throw CommandFailure(.usage, sentence)
        case 401, 403, 404: throw CommandFailure(.unknown, sentence)
        default: throw CommandFailure(.failed, sentence)
        }
    }

    private func json(_ answer: APIResponse) throws -> JSONValue {
        do {
            return try JSONValue.parse(answer.body)
        } catch {
            throw CommandFailure(.failed, "the host's answer is not JSON: \(error)")
        }
    }

    private static func failure(_ error: APIClientError) -> CommandFailure {
        CommandFailure(error.isUnreachable ? .unreachable : .failed, "\(error)")
    }
}
