package import JobModel

/// One request that changed something, or tried to.
package struct AuditEntry: Sendable, Hashable {
    /// The longest path that is kept, in bytes; more of it tells nothing.
    package static let maximumPathLength = 1024

    package var time: Timestamp
    /// The account, the token's name, or `local`; empty for a stranger.
    package var who: String
    /// By what they showed who they are: `socket`, `password`, `token`, `session`, `signature` or `none`.
    package var means: String
    /// The address it came from; empty for the local socket.
    package var address: String
    /// Whom the client's TLS certificate names; `nil` where it has shown none.
    package var certificate: String?
    package var method: String
    /// Without the query, which may hold arguments that are nobody's business.
    package var path: String
    /// The status of the answer.
    package var status: Int
    /// What went wrong, where something did; of what was made, what its path does not say.
    package var detail: String?

    package init(
        time: Timestamp,
        who: String,
        means: String,
        address: String,
        certificate: String? = nil,
        method: String,
        path: String,
        status: Int,
        detail: String? = nil
    ) {
        self.time = time
        self.who = who
        self.means = means
        self.address = address
        self.certificate = certificate
        self.method = method
        self.path =
            path.utf8.count <= Self.maximumPathLength
            ? path : String(decoding: path.utf8.prefix(Self.maximumPathLength), as: UTF8.self) + "…"
        self.status = status
        self.detail = detail
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "time": .string(time.description),
            "who": .string(who),
            "means": .string(means),
            "address": .string(address),
            "method": .string(method),
            "path": .string(path),
            "status": .integer(status),
        ]
        if let certificate { object["certificate"] = .string(certificate) }
        if let detail { object["detail"] = .string(detail) }
        return .object(object)
    }

    /// `nil` for a line that is none of ours.
    package init?(_ value: JSONValue) {
        guard let time = value["time"]?.string.flatMap(Timestamp.init(rfc3339:)), let who = value["who"]?.string,
            let method = value["method"]?.string, let path = value["path"]?.string,
            let status = value["status"]?.integer
        else { return nil }
        self.init(
            time: time,
            who: who,
            means: value["means"]?.string ?? "",
            address: value["address"]?.string ?? "",
            certificate: value["certificate"]?.string,
            method: method,
            path: path,
            status: Int(status),
            detail: value["detail"]?.string
        )
    }
}
