import Glibc

/// Why a request got no answer from a host; an answer that reports a failure is an ``APIResponse`` instead.
package enum APIClientError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The address given for the host is not usable.
    case invalidEndpoint(String, reason: String)
    /// The caller asked for something HTTP cannot carry.
    case invalidRequest(String, reason: String)
    /// Nobody listens there, or the way there is broken.
    case unreachable(APIEndpoint, reason: String)
    /// A connection was made, but the answer did not come in time.
    case timedOut(APIEndpoint, request: String, reason: String)
    /// Whatever listens there broke off, or does not speak HTTP (or TLS) as it should.
    case protocolError(APIEndpoint, request: String, reason: String)
    case answerTooLarge(APIEndpoint, request: String, limit: Int)
    /// The descriptor to send from ended early (no code) or failed.
    case bodyUnreadable(APIEndpoint, request: String, code: Int32?)
    /// libcurl could not be set up.
    case unavailable(reason: String)

    /// True when no host was found, as opposed to one that failed.
    package var isUnreachable: Bool {
        if case .unreachable = self { true } else { false }
    }

    package var description: String {
        switch self {
        case .invalidEndpoint(let text, let reason):
            "\"\(text)\" is not the address of a host: \(reason)."
        case .invalidRequest(let text, let reason):
            "The request \(text) cannot be sent: \(reason)."
        case .unreachable(.unixSocket(let path), _):
            // What libcurl says of a socket is about a TCP port that nobody asked for.
            "No host answers at \(path); \(Self.advice(for: .unixSocket(path: path)))."
        case .unreachable(let endpoint, let reason):
            "No host answers at \(endpoint): \(reason); \(Self.advice(for: endpoint))."
        case .timedOut(let endpoint, let request, let reason):
            "The host at \(endpoint) did not answer \(request) in time: \(reason); look at its log, or try again."
        case .protocolError(let endpoint, let request, let reason):
            "The answer of \(endpoint) to \(request) is unusable: \(reason); check that a Nyala host listens there."
        case .answerTooLarge(let endpoint, let request, let limit):
            "The answer of \(endpoint) to \(request) has more than \(limit) bytes; ask for a part of it."
        case .bodyUnreadable(let endpoint, let request, nil):
            "Sending \(request) to \(endpoint) stopped: the file ended early; do not change it meanwhile."
        case .bodyUnreadable(let endpoint, let request, let code?):
            "Sending \(request) to \(endpoint) stopped: reading the file failed: \(String(cString: strerror(code)))."
        case .unavailable(let reason):
            "No request can be sent: libcurl could not be set up: \(reason)."
        }
    }

    private static func advice(for endpoint: APIEndpoint) -> String {
        switch endpoint {
        case .unixSocket(let path):
            let suffix = "/run/nyala.sock"
            let home = path.hasSuffix(suffix) ? String(path.dropLast(suffix.count)) : "DIR"
            return "start it with `nyala serve --home \(home)`"
        case .url:
            return "check the address, or start it there with `nyala serve --home DIR --listen HOST:PORT`"
        }
    }
}
