/// Where somebody else's repository lies, with what of it nobody may see kept apart.
///
/// Everything that is printed, logged or recorded of an address goes through ``shown`` and ``masked(_:)``.
struct RemoteAddress: Sendable, Hashable {
    /// Who signs in there, as an address has it before its `@`.
    struct Credentials: Sendable, Hashable {
        let user: String
        let password: String
        /// The scheme and the host: nobody else is told.
        let scope: String
    }

    /// What git is given as an argument, which everybody on the machine can see: without credentials.
    let argument: String
    let credentials: Credentials?
    /// What may be printed.
    let shown: String
    /// What stands behind a `?`, where some hosts take a token; git itself shows it to the machine.
    let query: String?
    /// What must not be printed, longest first.
    private let secrets: [String]

    init(_ text: String) throws(DeploymentError) {
        let parts = AddressParts(text)
        query = parts.query.isEmpty ? nil : parts.query
        shown = parts.shown
        let isHTTP = ["http", "https"].contains(parts.scheme)
        guard !parts.hasPassword || isHTTP else {
            throw .badRemote("\(shown): only https takes a password in the address; for ssh use a key")
        }
        guard isHTTP, !parts.userInfo.isEmpty else {
            argument = text
            credentials = nil
            secrets = query.map { [$0] } ?? []
            return
        }
        let names = parts.userInfo.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let raw = (user: String(names[0]), password: names.count > 1 ? String(names[1]) : "")
        guard let user = Self.decoded(raw.user), let password = Self.decoded(raw.password) else {
            throw .badRemote("\(shown): before the @ there is something that is no text, or a control character")
        }
        credentials = Credentials(user: user, password: password, scope: "\(parts.scheme)://\(parts.host)")
        argument = "\(parts.scheme)://\(parts.host)\(parts.rest)"
        // A lone user is a token; one with a password is a name, which need not hide.
        let hidden = raw.password.isEmpty ? [raw.user, user] : [raw.password, password]
        secrets = ([text, parts.userInfo] + hidden + (query.map { [$0] } ?? []))
            .filter { !$0.isEmpty }.sorted { $0.utf8.count > $1.utf8.count }
    }

    /// What git says, without what nobody may see.
    func masked(_ line: String) -> String {
        secrets.reduce(line) { line, secret in line.replacing(secret, with: "***") }
    }

    /// An address as it may be printed, also where it is none that could be fetched.
    static func shown(_ text: String) -> String { AddressParts(text).shown }

    /// Variables by which git finds the credentials without their being in any argument vector.
    ///
    /// A helper for this host alone; those of the host's user do not come to know them.
    func variables(over environment: [String: String]) -> [String: String] {
        guard let credentials else { return [:] }
        let first = environment["GIT_CONFIG_COUNT"].flatMap { Int($0) } ?? 0
        let helper =
            "!f() { test \"$1\" = get && printf 'username=%s\\npassword=%s\\n' \"$NYALA_FETCH_USER\" \"$NYALA_FETCH_PASSWORD\"; }; f"
        return [
            "NYALA_FETCH_USER": credentials.user, "NYALA_FETCH_PASSWORD": credentials.password,
            "GIT_CONFIG_COUNT": String(first + 2),
            // An empty name forgets the helpers of all other places.
            "GIT_CONFIG_KEY_\(first)": "credential.helper", "GIT_CONFIG_VALUE_\(first)": "",
            "GIT_CONFIG_KEY_\(first + 1)": "credential.\(credentials.scope).helper",
            "GIT_CONFIG_VALUE_\(first + 1)": helper,
        ]
    }

    /// `%40` and such; `nil` for what is no text or would end a line.
    private static func decoded(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self),
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { return nil }
        return text
    }
}

/// An address taken apart, whether it is a good one or not.
private struct AddressParts {
    /// Empty for a path and for `USER@HOST:PATH`.
    private(set) var scheme = ""
    private(set) var userInfo = ""
    private(set) var host = ""
    /// Behind the host.
    private(set) var rest = ""
    /// Behind the first `?`.
    private(set) var query = ""

    init(_ text: String) {
        guard let mark = text.firstRange(of: "://") else {
            readShort(text)
            return
        }
        scheme = text[..<mark.lowerBound].lowercased()
        let behind = text[mark.upperBound...]
        // Like git: a password may have any sign in it but the slash.
        let end = behind.firstIndex { $0 == "/" } ?? behind.endIndex
        let authority = behind[..<end]
        rest = String(behind[end...])
        let at = authority.lastIndex(of: "@")
        userInfo = at.map { String(authority[..<$0]) } ?? ""
        host = String(at.map { authority[authority.index(after: $0)...] } ?? authority)
        if let sign = rest.firstIndex(of: "?") { query = String(rest[rest.index(after: sign)...]) }
    }

    /// `USER@HOST:PATH`; what has a second `@` was meant to have a password.
    private mutating func readShort(_ text: String) {
        guard !text.hasPrefix("/"), let at = text.lastIndex(of: "@"), !text[..<at].contains("/") else {
            rest = text
            return
        }
        userInfo = String(text[..<at])
        rest = String(text[text.index(after: at)...])
    }

    var hasPassword: Bool { userInfo.contains(":") }

    var shown: String {
        let path = query.isEmpty ? rest : "\(rest.prefix { $0 != "?" })?***"
        let start = scheme.isEmpty ? "" : "\(scheme)://"
        guard !userInfo.isEmpty else { return "\(start)\(host)\(path)" }
        // With ssh it is the name of an account, which is no secret.
        let isName = !["http", "https"].contains(scheme) && !hasPassword
        return "\(start)\(isName ? userInfo : "***")@\(host)\(path)"
    }
}
