import HTTPTypes
import Hummingbird

extension Response {
    /// Where the next page is, as RFC 8288 has it: the same request, `before` the last that was on this one.
    mutating func link(to next: (some CustomStringConvertible)?, of request: Request) {
        guard let next else { return }
        let pairs =
            (request.uri.query ?? "").split(separator: "&").filter { !$0.hasPrefix("before=") } + ["before=\(next)"]
        headers[.link] = "<\(request.uri.path)?\(pairs.joined(separator: "&"))>; rel=\"next\""
    }
}

extension HTTPField.Name {
    fileprivate static var link: Self {
        // A constant that is a token, as the initializer wants it.
        Self("Link") ?? .location
    }
}
