import Cryptography
package import JobModel
import LinuxSystem
import Synchronization

/// The secrets of a site: sealed in one file under a key that lies in another, read again when either has changed.
///
/// Several processes may change them; each change waits for the one before. What cannot be read leaves what was read
/// last in force, and says so.
package final class SecretStore: Sendable {
    /// Bytes of a value: half of what Linux lets an environment variable have.
    package static let maximumValue = 64 * 1024
    package static let maximumSecrets = 500

    package struct Secret: Sendable, Hashable {
        package let value: [UInt8]
        /// Of this value: equal for equal ones, in every host.
        package let revision: Int

        init(value: [UInt8]) {
            self.value = value
            revision = Int(truncatingIfNeeded: Sodium.hash(value).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        }
    }

    package struct Contents: Sendable {
        package var secrets: [SecretName: Secret] = [:]
        /// Why they are not what the file says, or none at all.
        package var problem: SecretsError?
    }

    /// What may be told of a secret.
    package struct Listed: Sendable, Hashable {
        package let name: SecretName
        package let set: Timestamp
    }

    private struct State {
        var stamps: [SealedFile.Stamp?] = []
        var contents = Contents()
    }

    package let source: SecretKeySource
    private let file: SealedFile
    private let state = Mutex(State())

    /// Neither file need exist; their folder must, before the first secret is set.
    package init(path: String, source: SecretKeySource) {
        file = SealedFile(path: path)
        self.source = source
    }

    // MARK: reading

    /// The secrets as they are now; costs three `stat`.
    package func current() -> Contents {
        let stamps = [file.stamp, SealedFile(path: source.path).stamp, SealedFile(path: source.next).stamp]
        return state.withLock { state in
            guard stamps != state.stamps else { return state.contents }
            state.stamps = stamps
            do throws(SecretsError) {
                try read(into: &state)
                state.contents.problem = nil
            } catch {
                state.contents.problem = error
            }
            return state.contents
        }
    }

    private func read(into state: inout State) throws(SecretsError) {
        let document = try document()
        guard !document.entries.isEmpty else {
            state.contents.secrets = [:]
            return
        }
        var secrets: [SecretName: Secret] = [:]
        for (name, value) in try values(of: document) {
            secrets[name] = Secret(value: value)
        }
        state.contents.secrets = secrets
    }

    /// Names and times, by name; they can be read without the key.
    package func list() throws(SecretsError) -> [Listed] {
        try document().entries.map { Listed(name: $0.key, set: $0.value.set) }.sorted { $0.name < $1.name }
    }

    private func document() throws(SecretsError) -> SecretDocument {
        guard let bytes = try file.read() else { return SecretDocument() }
        return try SecretDocument(parsing: bytes, path: file.path)
    }

    private func values(of document: SecretDocument) throws(SecretsError) -> [SecretName: [UInt8]] {
        let key = try key(of: document)
        var values: [SecretName: [UInt8]] = [:]
        for name in document.entries.keys {
            guard let value = document.value(of: name, with: key) else {
                throw .broken(path: file.path, reason: "the secret \(name) was changed by somebody without the key")
            }
            values[name] = value
        }
        return values
    }

    // MARK: changing

    /// Sets a secret; `true` when there was none of this name.
    package func set(_ name: SecretName, to value: [UInt8], at now: Timestamp) throws(SecretsError) -> Bool {
        guard !value.isEmpty else { throw .invalidValue(name, reason: "it is empty") }
        guard value.count <= Self.maximumValue else {
            let reason = "it has \(value.count) bytes, at most \(Self.maximumValue) are allowed"
            throw .invalidValue(name, reason: reason)
        }
        return try file.exclusively { () throws(SecretsError) in
            var document = try document()
            let isNew = document.entries[name] == nil
            guard !isNew || document.entries.count < Self.maximumSecrets else {
                throw .tooMany(limit: Self.maximumSecrets)
            }
            let key = document.entries.isEmpty ? try firstKey() : try key(of: document)
            try document.set(name, to: value, at: now, with: key)
            try file.replace(with: document.serialized())
            return isNew
        }
    }

    /// Removes a secret, for which its key is not needed.
    package func remove(_ name: SecretName) throws(SecretsError) {
        try file.exclusively { () throws(SecretsError) in
            var document = try document()
            guard document.entries[name] != nil else { throw .unknownSecret(name) }
            document.remove(name)
            try file.replace(with: document.serialized())
        }
    }

    /// Seals everything anew: under a key that is made and takes the place of the old one, or under one that somebody
    /// keeps elsewhere and the next host will be told of.
    ///
    /// Whenever it is interrupted, the secrets can be read.
    package func rotate(to newKey: String? = nil) throws(SecretsError) {
        try file.exclusively { () throws(SecretsError) in
            let old = try document()
            // A change before this one that did not come to its end: its key must not be lost.
            if try isSealedUnderNext(old) { try finishRotation() }
            let values = old.entries.isEmpty ? [:] : try values(of: old)
            let key: SecretKey
            if let newKey {
                key = try Self.key(at: newKey)
            } else {
                guard case .home = source else { throw .keyElsewhere(path: source.path) }
                key = try SecretKey.random()
                try SealedFile(path: source.next).replace(with: key.file)
            }
            var document = SecretDocument()
            for (name, value) in values {
                try document.set(name, to: value, at: old.entries[name]?.set ?? Timestamp(seconds: 0), with: key)
            }
            try file.replace(with: document.serialized())
            if newKey == nil { try finishRotation() }
        }
    }

    private func finishRotation() throws(SecretsError) {
        try SecretsError.reaching { () throws(SystemError) in
            try SealedFile(path: source.path).move(from: source.next)
        }
    }

    // MARK: keys

    /// The key that a document with secrets in it was sealed under.
    private func key(of document: SecretDocument) throws(SecretsError) -> SecretKey {
        let mark = document.keyMark
        do throws(SecretsError) {
            let key = try Self.key(at: source.path)
            if key.mark == mark { return key }
        } catch {
            // Nothing to try instead, where nobody changes keys.
            guard case .missingKey = error, AtomicFile.exists(source.next) else { throw error }
        }
        // A change of the key that did not come to its end.
        if try isSealedUnderNext(document) { return try Self.key(at: source.next) }
        throw .wrongKey(path: source.path, secrets: file.path)
    }

    private func isSealedUnderNext(_ document: SecretDocument) throws(SecretsError) -> Bool {
        guard let mark = document.keyMark, AtomicFile.exists(source.next) else { return false }
        return try Self.key(at: source.next).mark == mark
    }

    /// The key for the first secret: the one that is there, else a new one in the home.
    private func firstKey() throws(SecretsError) -> SecretKey {
        do throws(SecretsError) {
            return try Self.key(at: source.path)
        } catch {
            guard case .missingKey = error, case .home(let path) = source else { throw error }
            let key = try SecretKey.random()
            try SealedFile(path: path).replace(with: key.file)
            return key
        }
    }

    private static func key(at path: String) throws(SecretsError) -> SecretKey {
        guard let contents = try SealedFile(path: path).read() else { throw .missingKey(path: path) }
        guard let key = SecretKey(file: contents) else { throw .badKey(path: path) }
        return key
    }
}
