import JobModel

/// The content of the token file: `{"tokens": [{"id": "…", "name": "…", "scopes": ["…"], "digest": "…", …}]}`.
struct TokenDocument: PrivateDocument {
    struct Entry: Sendable {
        let token: AccessToken
        let digest: String
        /// Of the account's password when the session began.
        let passwordMark: String?
    }

    private(set) var entries: [String: Entry] = [:]

    init() {}

    init(parsing bytes: [UInt8], path: String) throws(AccountsError) {
        let value: JSONValue
        do {
            value = try JSONValue.parse(bytes)
        } catch {
            throw .broken(path: path, reason: "\(error)")
        }
        guard let tokens = value["tokens"]?.array else {
            throw .broken(path: path, reason: "it is no object with an array \"tokens\"")
        }
        for value in tokens {
            guard let entry = Entry(value) else {
                let id = value["id"]?.string ?? "without an id"
                throw .broken(path: path, reason: "the token \(id) in it is not whole")
            }
            entries[entry.token.id] = entry
        }
    }

    /// Oldest first, for eyes and for `diff`.
    func serialized() -> [UInt8] {
        let sorted = entries.values.sorted { ($0.token.created, $0.token.id) < ($1.token.created, $1.token.id) }
        let root: JSONValue = .object(["tokens": .array(sorted.map(\.json))])
        return root.serialized(pretty: true) + [UInt8(ascii: "\n")]
    }

    subscript(id: String) -> Entry? {
        get { entries[id] }
        set { entries[id] = newValue }
    }

    mutating func forgetExpired(at now: Timestamp) {
        entries = entries.filter { !$0.value.token.isExpired(at: now) }
    }

    /// Makes room for one more session of an account: those of an earlier password go, and of the others the oldest.
    mutating func makeRoom(forSessionOf account: AccountName, passwordMark: String, limit: Int) {
        let sessions = entries.values.filter { $0.token.session == account }
        let alive = sessions.filter { $0.passwordMark == passwordMark }
            .sorted { ($0.token.created, $0.token.id) > ($1.token.created, $1.token.id) }
        let kept = Set(alive.prefix(limit - 1).map(\.token.id))
        for session in sessions where !kept.contains(session.token.id) { entries[session.token.id] = nil }
    }
}

extension TokenDocument.Entry {
    /// `nil` unless all is there and understood: a token that is read wrongly could let its bearer do too much.
    fileprivate init?(_ value: JSONValue) {
        guard let id = value["id"]?.string, let name = value["name"]?.string, let digest = value["digest"]?.string,
            let names = value["scopes"]?.array, let created = value["created"]?.string.flatMap(Timestamp.init(rfc3339:))
        else { return nil }
        let scopes = Set(names.compactMap { $0.string.flatMap(Scope.init(rawValue:)) })
        guard scopes.count == names.count else { return nil }
        var job: JobID?
        if let text = value["job"] {
            guard let id = text.string.flatMap(JobID.init(path:)) else { return nil }
            job = id
        }
        var expires: Timestamp?
        if let text = value["expires"] {
            guard let time = text.string.flatMap(Timestamp.init(rfc3339:)) else { return nil }
            expires = time
        }
        var session: AccountName?
        if let text = value["session"] {
            guard let name = text.string.flatMap({ try? AccountName($0) }) else { return nil }
            session = name
        }
        token = AccessToken(
            id: id,
            name: name,
            grant: Grant(scopes, job: job),
            session: session,
            created: created,
            expires: expires
        )
        self.digest = digest
        passwordMark = value["password_mark"]?.string
    }

    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "id": .string(token.id),
            "name": .string(token.name),
            "scopes": .array(token.grant.scopes.sorted().map { .string($0.rawValue) }),
            "created": .string(token.created.description),
            "digest": .string(digest),
        ]
        if let job = token.grant.job { object["job"] = .string(job.description) }
        if let expires = token.expires { object["expires"] = .string(expires.description) }
        if let session = token.session { object["session"] = .string(session.text) }
        if let passwordMark { object["password_mark"] = .string(passwordMark) }
        return .object(object)
    }
}
