import HTTPTransfer
import JobModel

/// The address of a host, checked and taken apart.
struct EndpointURL {
    /// Scheme, host, port and path, without a slash at its end and without name and password.
    let base: String
    /// The name and password that were inside of the URL.
    let credentials: APICredentials
    /// Whether the host is this machine, which no proxy could reach.
    let isLoopback: Bool

    init(_ text: String) throws(APIClientError) {
        let shown = "\(APIEndpoint.url(text))"
        let url: WebURL
        do throws(WebURL.Fault) {
            url = try WebURL(text)
        } catch {
            switch error {
            case .scheme: throw .invalidEndpoint(shown, reason: "it must begin with http:// or https://")
            case .malformed(let reason): throw .invalidEndpoint(shown, reason: reason)
            case .outOfMemory: throw .unavailable(reason: "out of memory")
            }
        }
        guard url.query == nil, url.fragment == nil else {
            throw .invalidEndpoint(shown, reason: "it must end before any \"?\" or \"#\"")
        }
        let host = url.host
        isLoopback = host.lowercased() == "localhost" || host == "[::1]" || Self.isLoopbackAddress(host)
        credentials = url.user.map { .password(user: $0, password: url.password ?? "") } ?? .none
        var base = url.text
        while base.hasSuffix("/") { base.removeLast() }
        self.base = base
    }

    /// All of 127.0.0.0/8.
    private static func isLoopbackAddress(_ host: String) -> Bool {
        guard let address = IPAddress(host) else { return false }
        return address.bytes.count == 4 && address.bytes[0] == 127
    }
}
