import HTTPTypes
import Hummingbird

/// Keeps other web sites from using what a browser knows of this one: a session, or a password it remembers.
///
/// Browsers say with each request where it is from: `Sec-Fetch-Site`, and `Origin` with everything that changes
/// something. Programs that are no browsers say neither, and show who they are each time.
enum CrossOrigin {
    /// Why the request is refused; `nil` when it is not.
    ///
    /// `isSession`: the browser sent it along by itself, so it must say where the request is from.
    static func refusal(_ request: Request, isSession: Bool) -> String? {
        // Of what goes on as a WebSocket, browsers let any site read what comes.
        let isConversation = request.headers[.upgrade] != nil && request.headers[.origin] != nil
        if [.get, .head, .options].contains(request.method), !isConversation { return nil }
        if let site = request.headers[.secFetchSite] {
            return site == "same-origin" || site == "none"
                ? nil : "This request comes from another web site (Sec-Fetch-Site: \(site))."
        }
        if let origin = request.headers[.origin] {
            return host(of: origin) == request.publicHost.lowercased()
                ? nil : "This request comes from another web site (Origin: \(origin))."
        }
        return isSession
            ? "A session is for browsers, which say where a request is from; use a token instead." : nil
    }

    private static func host(of origin: String) -> String? {
        guard let range = origin.firstRange(of: "://") else { return nil }
        return origin[range.upperBound...].lowercased()
    }
}

extension HTTPField.Name {
    fileprivate static var secFetchSite: HTTPField.Name {
        guard let name = HTTPField.Name("Sec-Fetch-Site") else { preconditionFailure("a constant, valid name") }
        return name
    }
}
