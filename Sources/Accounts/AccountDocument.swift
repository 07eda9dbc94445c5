import JobModel

/// The content of the account file: `{"accounts": [{"name": "…", "password": "$argon2id$…"}]}`.
///
/// Members it does not know are kept, so that an older program can change the file of a newer one.
struct AccountDocument: PrivateDocument {
    private var root: JSONObject = [:]
    private var entries: [AccountName: JSONObject] = [:]

    init() {}

    /// Throws ``AccountsError/broken(path:reason:)`` for anything but the shape above: guessing would let somebody in
    /// or lock somebody out.
    init(parsing bytes: [UInt8], path: String) throws(AccountsError) {
        let value: JSONValue
        do {
            value = try JSONValue.parse(bytes)
        } catch {
            throw .broken(path: path, reason: "\(error)")
        }
        guard let root = value.object, let accounts = root["accounts"]?.array else {
            throw .broken(path: path, reason: "it is no object with an array \"accounts\"")
        }
        self.root = root
        for account in accounts {
            guard let entry = account.object, let text = entry["name"]?.string, entry["password"]?.string != nil else {
                throw .broken(path: path, reason: "each account must have a \"name\" and a \"password\"")
            }
            let name: AccountName
            do {
                name = try AccountName(text)
            } catch {
                throw .broken(path: path, reason: "\"\(text)\" is not the name of an account")
            }
            guard entries.updateValue(entry, forKey: name) == nil else {
                throw .broken(path: path, reason: "the account \(name) is in it twice")
            }
        }
    }

    var names: [AccountName] { Array(entries.keys) }

    /// The hash of an account's password; `nil` when there is no such account.
    subscript(name: AccountName) -> String? {
        get { entries[name]?["password"]?.string }
        set {
            guard let newValue else {
                entries[name] = nil
                return
            }
            var entry = entries[name] ?? ["name": .string(name.text)]
            entry["password"] = .string(newValue)
            entries[name] = entry
        }
    }

    /// Sorted by name, for eyes and for `diff`.
    func serialized() -> [UInt8] {
        var root = root
        root["accounts"] = .array(entries.sorted { $0.key < $1.key }.map { .object($0.value) })
        return JSONValue.object(root).serialized(pretty: true) + [UInt8(ascii: "\n")]
    }
}
