import Clibcurl

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

    private func perform(
        _ request: APIRequest,
        limits: TimeLimits,
        isStream: Bool,
        check: () -> StreamDecision,
        onBytes: ([UInt8]) -> StreamDecision
    ) throws(APIClientError) -> APIResponse {
        let exchange = Exchange(sending: request.body)
        var transfer = try CurlTransfer(exchange: exchange)
        try transfer.prepare(request, to: target, limits: limits)
        var collected: [UInt8] = []
        while true {
            let isRunning = try transfer.step()
            let arrived = exchange.takeArrived()
            let isHandedOut = isStream && (200..<300).contains(exchange.status)
            if isHandedOut {
                if !arrived.isEmpty, onBytes(arrived) == .stop { break }
            } else {
                collected += arrived
                guard collected.count <= maximumAnswer else {
                    throw .answerTooLarge(target.endpoint, request: request.description, limit: maximumAnswer)
                }
            }
            if let ending = transfer.ending() {
                if let error = error(ending, of: transfer, request, exchange) { throw error }
                break
            }
            guard isRunning else { throw .unavailable(reason: "the transfer ended without a result") }
            if check() == .stop { break }
            try transfer.wait(atMost: TimeLimits.betweenChecks)
        }
        return APIResponse(status: exchange.status, headers: exchange.headers, body: collected)
    }

    private func error(
        _ ending: (code: CURLcode, reason: String),
        of transfer: borrowing CurlTransfer,
        _ request: APIRequest,
        _ exchange: Exchange
    ) -> APIClientError? {
        let endpoint = target.endpoint
        let request = request.description
        switch exchange.bodyFailure {
        case .endedEarly: return .bodyUnreadable(endpoint, request: request, code: nil)
        case .failed(let code): return .bodyUnreadable(endpoint, request: request, code: code)
        case nil: break
        }
        switch ending.code {
        case CURLE_OK where exchange.isHeadComplete:
            return nil
        case CURLE_OK:
            return .protocolError(endpoint, request: request, reason: "it broke off before the end of its head")
        case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            return .unreachable(endpoint, reason: ending.reason)
        case CURLE_OPERATION_TIMEDOUT where !transfer.isConnected:
            return .unreachable(endpoint, reason: ending.reason)
        case CURLE_OPERATION_TIMEDOUT:
            return .timedOut(endpoint, request: request, reason: ending.reason)
        default:
            return .protocolError(endpoint, request: request, reason: ending.reason)
        }
    }
}
