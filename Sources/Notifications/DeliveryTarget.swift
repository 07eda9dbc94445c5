import JobModel

/// To whom one message goes, and how.
package enum DeliveryTarget: Sendable, Hashable {
    case url(String)
    /// In the folder of the job that the message is about.
    case exec([String], timeout: Duration, folder: String)
    case email([String])
    /// A web hook of the original, by its id.
    case hook(String)
    /// A service that wants to be called; the address is the whole message.
    case ping(String)

    init(_ means: NotifyTarget.Means, folder: String) {
        switch means {
        case .url(let url): self = .url(url)
        case .exec(let command, let timeout): self = .exec(command, timeout: timeout, folder: folder)
        case .email(let addresses): self = .email(addresses)
        }
    }

    /// Messages with the same one go to the same place, one after the other.
    var key: String {
        switch self {
        case .url(let url): "url \(url)"
        case .exec(let command, _, let folder): "exec \(folder) \(ArgumentText.joined(command))"
        case .email(let addresses): "email \(addresses.joined(separator: " "))"
        case .hook(let id): "hook \(id)"
        case .ping(let url): "ping \(Self.service(url))"
        }
    }

    /// For people; of an address only so much that it is recognised, since knowing all of it is often enough to use it.
    package var shown: String {
        switch self {
        case .url(let url): Self.shown(url)
        case .exec(let command, _, _): "exec \(command.first ?? "")"
        case .email(let addresses): addresses.joined(separator: ", ")
        case .hook(let id): "hook \(id)"
        case .ping(let url): "ping \(Self.shown(url))"
        }
    }

    /// All steps of a run are told to one service, in their order.
    private static func service(_ url: String) -> String {
        let path = String(url.prefix { $0 != "?" })
        let step = ["/start", "/fail"].first(where: path.hasSuffix) ?? ""
        return String(path.dropLast(step.count))
    }

    private static let shownPath = 8

    static func shown(_ url: String) -> String {
        let start = url.firstRange(of: "://")?.upperBound ?? url.startIndex
        let rest = url[start...]
        let authority = rest.prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        let path = rest.dropFirst(authority.count)
        let isShort = path.count <= shownPath && !path.contains("?")
        return "\(url[..<start])\(host)\(isShort ? String(path) : "\(path.prefix(shownPath).prefix { $0 != "?" })…")"
    }
}

extension DeliveryTarget {
    var json: JSONValue {
        switch self {
        case .url(let url): .object(["url": .string(url)])
        case .exec(let command, let timeout, let folder):
            .object([
                "exec": .array(command.map(JSONValue.string)),
                "timeout_ms": .integer(timeout.inNanoseconds / 1_000_000),
                "folder": .string(folder),
            ])
        case .email(let addresses): .object(["email": .array(addresses.map(JSONValue.string))])
        case .hook(let id): .object(["hook": .string(id)])
        case .ping(let url): .object(["ping": .string(url)])
        }
    }

    init?(_ value: JSONValue) {
        if let url = value["url"]?.string {
            self = .url(url)
        } else if let command = value["exec"]?.array, let folder = value["folder"]?.string,
            let timeout = value["timeout_ms"]?.integer
        {
            self = .exec(command.compactMap(\.string), timeout: .milliseconds(timeout), folder: folder)
        } else if let addresses = value["email"]?.array {
            self = .email(addresses.compactMap(\.string))
        } else if let id = value["hook"]?.string {
            self = .hook(id)
        } else if let url = value["ping"]?.string {
            self = .ping(url)
        } else {
            return nil
        }
    }
}
