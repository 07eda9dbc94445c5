import HTTPTransfer

/// Talks to a host over HTTP: to the one of a home on this machine by its socket, to any other by its URL.
///
/// Every call blocks until the answer is there. Each makes a connection of its own, so a client can be used from
/// several threads. Redirections are not followed. An answer is returned whatever its status; only where there is
/// none, or not a whole one, is an error thrown.
package struct HostClient: Sendable {
    /// The largest body that is collected, in bytes; streams have no limit.
    package static let maximumAnswer = 64 * 1024 * 1024

    private let target: EndpointTarget
    private let limits: TimeLimits
    private let maximumAnswer: Int

    /// Checks the endpoint; nothing is sent yet.
    package init(
        endpoint: APIEndpoint,
        limits: TimeLimits = TimeLimits(),
        maximumAnswer: Int = HostClient.maximumAnswer
    ) throws(APIClientError) {
        target = try EndpointTarget(endpoint)
        self.limits = limits
        self.maximumAnswer = maximumAnswer
    }

    /// Sends a request and collects the answer.
    ///
    /// The path is percent-encoded already, the query is not.
    package func send(
        method: String = "GET",
        path: String,
        query: [(name: String, value: String)] = [],
        headers: [APIHeader] = [],
        body: APIRequestBody = .none
    ) throws(APIClientError) -> APIResponse {
        let request = try APIRequest(method: method, path: path, query: query, headers: headers, body: body)
        return try perform(request, limits: limits, isStream: false, check: { .goOn }, onBytes: { _ in .goOn })
    }

    /// Hands out the body of an answer as it arrives, until the host ends it or either closure says to stop.
    ///
    /// `check` is asked at least every ``TimeLimits/betweenChecks``, also while nothing arrives; that is the place to
    /// look whether Ctrl-C was pressed. The host may be silent for ever. Bytes of an answer that reports a failure are
    /// not handed out but collected, as ``send(method:path:query:headers:body:)`` does.
    package func stream(
        method: String = "GET",
        path: String,
        query: [(name: String, value: String)] = [],
        headers: [APIHeader] = [],
        body: APIRequestBody = .none,
        check: () -> StreamDecision = { .goOn },
        onBytes: ([UInt8]) -> StreamDecision
    ) throws(APIClientError) -> APIResponse {
        let request = try APIRequest(method: method, path: path, query: query, headers: headers, body: body)
        let limits = TimeLimits(connect: limits.connect, silence: nil)
        return try perform(request, limits: limits, isStream: true, check: check, onBytes: onBytes)
    }

    /// Opens a connection that goes on with something else than HTTP.
    package func openTunnel(
        path: String,
        query: [(name: String, value: String)] = [],
        upgrade: String
    ) throws(APIClientError) -> HostTunnel {
        let request = try APIRequest(method: "GET", path: path, query: query, headers: [], body: .none)
        do throws(TransferFailure) {
            return HostTunnel(
                try TransferTunnel(target.transfer(request), upgrade: upgrade, patience: limits.connect)
            )
        } catch {
            throw APIClientError(error, target.endpoint, request: request.description)
        }
    }

    private func perform(
        _ request: APIRequest,
        limits: TimeLimits,
        isStream: Bool,
        check: () -> StreamDecision,
        onBytes: ([UInt8]) -> StreamDecision
    ) throws(APIClientError) -> APIResponse {
        let limits = TransferLimits(connect: limits.connect, silence: limits.silence, answer: maximumAnswer)
        do throws(TransferFailure) {
            let answer = try target.transfer(request).perform(
                limits,
                isStream: isStream,
                check: { check().transferred },
                onBytes: { onBytes($0).transferred }
            )
            return APIResponse(
                status: answer.status,
                headers: answer.headers.map { APIHeader($0.name, $0.value) },
                body: answer.body
            )
        } catch {
            throw APIClientError(error, target.endpoint, request: request.description)
        }
    }
}

extension APIClientError {
    fileprivate init(_ failure: TransferFailure, _ endpoint: APIEndpoint, request: String) {
        self =
            switch failure {
            case .unavailable(let reason): .unavailable(reason: reason)
            case .unreachable(let reason): .unreachable(endpoint, reason: reason)
            case .notAllowed: .unreachable(endpoint, reason: "\(failure)")
            case .timedOut(let reason): .timedOut(endpoint, request: request, reason: reason)
            case .broken(let reason): .protocolError(endpoint, request: request, reason: reason)
            case .answerTooLarge(let limit): .answerTooLarge(endpoint, request: request, limit: limit)
            case .bodyUnreadable(let code): .bodyUnreadable(endpoint, request: request, code: code)
            }
    }
}

extension StreamDecision {
    fileprivate var transferred: TransferRequest.Decision {
        switch self {
        case .goOn: .goOn
        case .stop: .stop
        }
    }
}
