import APIClient
import JobModel
import Secrets

/// Reaches the secrets of a home: through its host, which may have a key that nobody else has, else in its files.
struct SecretsAccess {
    private let options: ClientOptions

    init(_ options: ClientOptions) {
        self.options = options
    }

    static func name(_ text: String) throws -> SecretName {
        do {
            return try SecretName(text)
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
    }

    func list() throws -> JSONValue {
        try viaHost {
            try $0.get("/api/v1/secrets")
        } otherwise: { files, store in
            let listed = try AccessFiles.run { try store.list() }
            let secrets = listed.map { secret in
                JSONValue.object([
                    "name": .string(secret.name.text), "set": .string(secret.set.rfc3339(decimals: 0)),
                ])
            }
            let problem = store.current().problem
            return .object(["secrets": .array(secrets), "problem": .optional(problem.map { "\($0)" })])
        }
    }

    /// Whether it is new.
    func set(_ name: SecretName, to value: [UInt8]) throws -> Bool {
        try viaHost { host in
            let isKnown = try host.get("/api/v1/secrets")["secrets"]?.array?
                .contains { $0["name"]?.string == name.text && $0["set"]?.string != nil }
            try host.put("/api/v1/secrets/\(name)", bytes: value)
            return isKnown != true
        } otherwise: { files, store in
            try files.change("PUT", { _ in "/api/v1/secrets/\(name)" }) {
                try store.set(name, to: value, at: files.now)
            }
        }
    }

    func remove(_ name: SecretName) throws {
        try viaHost {
            try $0.delete("/api/v1/secrets/\(name)")
        } otherwise: { files, store in
            try files.change("DELETE", { _ in "/api/v1/secrets/\(name)" }) { try store.remove(name) }
        }
    }

    /// In the files: a host sees both of them change.
    func rotate(to newKey: String?) throws {
        let files = try AccessFiles(options.home.layout)
        try files.change("POST", { _ in "/api/v1/secrets/rotate" }) {
            try store.rotate(to: newKey.map(HomeOption.absolute))
        }
    }

    private var store: SecretStore {
        let layout = options.home.layout
        return SecretStore(
            path: layout.secrets,
            source: SecretKeySource(layout, environment: HostEnvironment.variables)
        )
    }

    private func viaHost<Result>(
        _ ask: (HostConnection) throws -> Result,
        otherwise body: (AccessFiles, SecretStore) throws -> Result
    ) throws -> Result {
        do {
            return try ask(options.connect())
        } catch let failure as CommandFailure where failure.code == .unreachable {
            return try body(AccessFiles(options.home.layout), store)
        }
    }
}
