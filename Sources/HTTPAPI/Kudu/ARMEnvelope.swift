import HTTPTypes
import Hummingbird
import JobModel

/// The form of answers that Azure's management plane asks for with the header `x-ms-geo-location`: each thing in an
/// envelope with an id, a name, a type and a location.
///
/// The id is the path that the client asked the management plane for, which that hands on as `Referer`.
struct ARMEnvelope: Sendable {
    private static let namespace = "Microsoft.Web"

    private let id: String
    private let location: String
    private let site: String

    /// `nil` for a client that asks for no envelopes.
    ///
    /// `site`: the name of this site.
    init?(_ request: Request, site: String) {
        guard let location = request.headers[.geoLocation] else { return nil }
        self.init(id: Self.path(request.headers[.referer] ?? request.uri.path), location: location, site: site)
    }

    init(id: String, location: String, site: String) {
        self.id = id
        self.location = location
        self.site = site
    }

    /// One thing.
    ///
    /// `path`: collections and names that lead to it from the site, for an id that does not say.
    func object(_ properties: JSONValue, _ path: [String]) -> JSONValue {
        envelope(properties, id, path)
    }

    /// A list of named things, whose ids are the list's with their name behind it.
    func list(_ items: [(name: String, properties: JSONValue)], _ path: [String]) -> JSONValue {
        let all = items.map { envelope($0.properties, "\(id)/\($0.name)", path + [$0.name]) }
        return .object(["value": .array(all)])
    }

    private func envelope(_ properties: JSONValue, _ id: String, _ path: [String]) -> JSONValue {
        let parts = id.split(separator: "/").map(String.init)
        let provider = parts.firstIndex { $0.lowercased() == "providers" }
        // `providers/NAMESPACE/TYPE/NAME/TYPE/NAME…`
        let words = provider.map { Array(parts[($0 + 1)...]) } ?? [Self.namespace, "sites", site] + path
        let pairs = words.dropFirst().enumerated()
        let types = pairs.filter { $0.offset.isMultiple(of: 2) }.map(\.element)
        let names = pairs.filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
        return .object([
            "id": .string(id),
            "name": .string(names.joined(separator: "/")),
            "type": .string(([words.first ?? Self.namespace] + types).joined(separator: "/")),
            "location": .string(location),
            "properties": properties,
        ])
    }

    /// An error as the management plane hands it on.
    static func error(_ answer: ProblemAnswer) -> Response {
        let error: JSONValue = .object([
            "code": .string(answer.status.reasonPhrase.filter { $0 != " " }),
            "message": .string(answer.detail),
        ])
        return JSONAnswer.response(.object(["error": error]), status: answer.status)
    }

    /// The path of an address, without slashes at its end.
    private static func path(_ address: String) -> String {
        var rest = Substring(address)
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...].drop { $0 != "/" } }
        rest = rest.prefix { $0 != "?" && $0 != "#" }
        while rest.hasSuffix("/") { rest.removeLast() }
        return String(rest)
    }
}

extension Request {
    /// Whether the management plane asks.
    var isFromARM: Bool { headers.contains(.geoLocation) }
}

extension HTTPField.Name {
    fileprivate static var geoLocation: HTTPField.Name {
        guard let name = HTTPField.Name("x-ms-geo-location") else { preconditionFailure("a constant, valid name") }
        return name
    }
}
