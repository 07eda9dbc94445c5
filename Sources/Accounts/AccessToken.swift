package import JobModel

/// What is known of a token; the token itself is shown once and kept by nobody.
package struct AccessToken: Sendable, Hashable {
    package static let maximumNameLength = 64

    /// The part of it that is no secret.
    package let id: String
    /// What its maker calls it, for lists and records.
    package let name: String
    package let grant: Grant
    /// Who signed in with a password to get it, where it is a session of a browser.
    package let session: AccountName?
    package let created: Timestamp
    /// From when on it is worth nothing.
    package let expires: Timestamp?

    /// What a list says of it; `lastUse` is kept elsewhere.
    package func json(lastUse: Timestamp?) -> JSONObject {
        [
            "id": .string(id),
            "name": .string(name),
            "scopes": .array(grant.scopes.sorted().map { .string($0.rawValue) }),
            "job": .optional(grant.job?.description),
            "session_of": .optional(session?.text),
            "created": .string(created.rfc3339(decimals: 0)),
            "expires": .optional(expires?.rfc3339(decimals: 0)),
            "last_used": .optional(lastUse?.rfc3339(decimals: 0)),
        ]
    }

    package func isExpired(at now: Timestamp) -> Bool {
        expires.map { $0 <= now } ?? false
    }

    /// A name fits into a line of a list.
    static func check(name: String) throws(AccountsError) {
        guard !name.isEmpty else { throw .invalidToken(reason: "its name is empty; say what it is for") }
        guard name.unicodeScalars.count <= maximumNameLength else {
            throw .invalidToken(reason: "its name has more than \(maximumNameLength) characters")
        }
        guard !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw .invalidToken(reason: "its name has a control character in it")
        }
    }
}

extension AccessToken {
    /// What it is in one line, for the audit log: who has which rights, and for how long.
    package var summary: String {
        let scopes = grant.scopes.sorted().map(\.rawValue).joined(separator: ",")
        let job = grant.job.map { " on \($0)" } ?? ""
        return "token \(id) \"\(name)\": \(scopes)\(job), \(expires.map { "until \($0)" } ?? "without end")"
    }
}
