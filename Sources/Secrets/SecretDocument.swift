import Cryptography
import JobModel

/// The content of the file of secrets: `{"key": "…", "secrets": [{"name": "…", "set": "…", "nonce": "…", "sealed": "…"}]}`.
///
/// A value is sealed for its name and time: put under another name, it cannot be opened.
struct SecretDocument: Sendable {
    struct Entry: Sendable, Hashable {
        let set: Timestamp
        let nonce: [UInt8]
        let sealed: [UInt8]
    }

    /// Of the key that all are sealed under; `nil` while there is none.
    private(set) var keyMark: String?
    private(set) var entries: [SecretName: Entry] = [:]

    init() {}

    init(parsing bytes: [UInt8], path: String) throws(SecretsError) {
        let value: JSONValue
        do {
            value = try JSONValue.parse(bytes)
        } catch {
            throw .broken(path: path, reason: "\(error)")
        }
        guard let secrets = value["secrets"]?.array else {
            throw .broken(path: path, reason: "it is no object with an array \"secrets\"")
        }
        for secret in secrets {
            guard let name = secret["name"]?.string.flatMap({ try? SecretName($0) }), let entry = Entry(secret) else {
                throw .broken(path: path, reason: "a secret in it is not whole")
            }
            guard entries.updateValue(entry, forKey: name) == nil else {
                throw .broken(path: path, reason: "the secret \(name) is in it twice")
            }
        }
        keyMark = value["key"]?.string
        guard keyMark != nil || entries.isEmpty else {
            throw .broken(path: path, reason: "it does not say which key it is sealed under")
        }
    }

    /// Sorted by name, for eyes and for `diff`.
    func serialized() -> [UInt8] {
        let secrets = entries.sorted { $0.key < $1.key }.map { name, entry in
            JSONValue.object([
                "name": .string(name.text),
                "set": .string(entry.set.description),
                "nonce": .string(Sodium.encodeBase64(entry.nonce)),
                "sealed": .string(Sodium.encodeBase64(entry.sealed)),
            ])
        }
        let root: JSONValue = .object(["key": .optional(keyMark), "secrets": .array(secrets)])
        return root.serialized(pretty: true) + [UInt8(ascii: "\n")]
    }

    /// All others must be sealed under the same key.
    mutating func set(_ name: SecretName, to value: [UInt8], at time: Timestamp, with key: SecretKey)
        throws(SecretsError)
    {
        let nonce = try SecretsError.passing { () throws(CryptographyError) in
            try Sodium.randomBytes(Sodium.nonceLength)
        }
        // The time as the file will say it.
        let set = Timestamp(rfc3339: time.description) ?? time
        let sealed = key.seal(value, nonce: nonce, context: Self.context(name, set))
        entries[name] = Entry(set: set, nonce: nonce, sealed: sealed)
        keyMark = key.mark
    }

    /// Without any secret, the key does not matter any more.
    mutating func remove(_ name: SecretName) {
        entries[name] = nil
        if entries.isEmpty { keyMark = nil }
    }

    func value(of name: SecretName, with key: SecretKey) -> [UInt8]? {
        entries[name].flatMap { key.open($0.sealed, nonce: $0.nonce, context: Self.context(name, $0.set)) }
    }

    private static func context(_ name: SecretName, _ set: Timestamp) -> String {
        "nyala secret \(name) \(set)"
    }
}

extension SecretDocument.Entry {
    fileprivate init?(_ value: JSONValue) {
        guard let set = value["set"]?.string.flatMap(Timestamp.init(rfc3339:)),
            let nonce = value["nonce"]?.string.flatMap({ Sodium.decodeBase64(Array($0.utf8)) }),
            let sealed = value["sealed"]?.string.flatMap({ Sodium.decodeBase64(Array($0.utf8)) })
        else { return nil }
        self.init(set: set, nonce: nonce, sealed: sealed)
    }
}
