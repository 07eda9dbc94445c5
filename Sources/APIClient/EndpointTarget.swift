import Glibc
import HTTPTransfer

/// An endpoint made ready for requests.
struct EndpointTarget: Sendable {
    let endpoint: APIEndpoint
    let base: String
    let socketPath: String?
    let credentials: APICredentials
    /// Whether the environment's proxy settings must not apply.
    let bypassesProxy: Bool

    init(_ endpoint: APIEndpoint) throws(APIClientError) {
        self.endpoint = endpoint
        switch endpoint {
        case .unixSocket(let path):
            let limit = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1
            guard !path.isEmpty else { throw .invalidEndpoint(path, reason: "the path of its socket is empty") }
            guard path.utf8.count <= limit else {
                throw .invalidEndpoint(
                    path,
                    reason: "the path of a socket has at most \(limit) bytes, this one has \(path.utf8.count)"
                )
            }
            guard !path.utf8.contains(0) else { throw .invalidEndpoint(path, reason: "it has a NUL in it") }
            base = "http://localhost"
            socketPath = path
            credentials = .none
            bypassesProxy = true
        case .url(let text, let given):
            let url = try EndpointURL(text)
            base = url.base
            socketPath = nil
            credentials = given == .none ? url.credentials : given
            bypassesProxy = url.isLoopback
        }
        if case .password(let user, let password) = credentials {
            // Basic authentication ends the name at its first colon.
            guard !user.contains(":"), !user.utf8.contains(0), !password.utf8.contains(0) else {
                throw .invalidEndpoint("\(endpoint)", reason: "the name of its account must not have a colon in it")
            }
        }
        if case .bearer(let token) = credentials, !APIHeader("Authorization", token).isValid {
            throw .invalidEndpoint("\(endpoint)", reason: "the token for it has a character no token has")
        }
    }

    /// The request as it travels.
    func transfer(_ request: APIRequest) -> TransferRequest {
        var transfer = TransferRequest(request.method, base + request.location)
        transfer.headers = request.headers.map(\.field)
        transfer.body = request.body.transferred
        transfer.socketPath = socketPath
        transfer.bypassesProxy = bypassesProxy
        switch credentials {
        case .none: break
        case .password(let user, let password): transfer.account = (user, password)
        case .bearer(let token): transfer.headers.append(HTTPField("Authorization", "Bearer \(token)"))
        }
        return transfer
    }
}
