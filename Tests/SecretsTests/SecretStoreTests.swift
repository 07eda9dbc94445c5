import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import Secrets

@Suite struct SecretStoreTests {
    private let scratch: ScratchDirectory
    private let now = Timestamp(seconds: 1_800_000_000)

    init() throws {
        scratch = try ScratchDirectory()
    }

    private var file: String { scratch.at("secrets.json") }
    private var key: String { scratch.at("secrets.key") }

    /// As another process has it: nothing at hand.
    private func store(_ source: SecretKeySource? = nil) -> SecretStore {
        SecretStore(path: file, source: source ?? .home(path: key))
    }

    private func name(_ text: String) throws -> SecretName { try SecretName(text) }

    private func value(_ store: SecretStore, _ text: String) throws -> String? {
        store.current().secrets[try name(text)].map { String(decoding: $0.value, as: UTF8.self) }
    }

    @discardableResult
    private func set(_ store: SecretStore, _ text: String, _ value: String) throws -> Bool {
        try store.set(try name(text), to: Array(value.utf8), at: now)
    }

    @Test func `a secret is set, replaced and removed, and others see it at once`() throws {
        let (store, other) = (store(), store())
        #expect(other.current().secrets.isEmpty)
        #expect(try set(store, "A", "first value"))
        #expect(try value(other, "A") == "first value")
        #expect(try !set(store, "A", "second value"))
        #expect(try value(other, "A") == "second value")
        #expect(try other.list() == [SecretStore.Listed(name: name("A"), set: now)])
        try other.remove(name("A"))
        #expect(try value(store, "A") == nil)
        #expect(throws: SecretsError.unknownSecret(try name("A"))) { try store.remove(try name("A")) }
    }

    @Test func `the files are the owner's alone, and the value is in neither`() throws {
        try set(store(), "A", "plain as day")
        for path in [file, key] {
            var information = stat()
            try check("stat") { stat(path, &information) }
            #expect(information.st_mode & 0o777 == 0o600, "\(path)")
            #expect(try FileContents.text(path)?.contains("plain as day") == false)
        }
    }

    @Test func `only the secret that changed gets another revision`() throws {
        let store = store()
        try set(store, "A", "first value")
        try set(store, "B", "first value")
        let before = store.current().secrets
        try set(store, "A", "second value")
        try set(store, "B", "first value")
        let after = store.current().secrets
        #expect(try before[name("A")]?.revision != after[name("A")]?.revision)
        #expect(try before[name("B")] == after[name("B")])
    }

    @Test func `a value under another name or time cannot be opened`() throws {
        let store = store()
        try set(store, "A", "value of A")
        try set(store, "B", "value of B")
        let text = try #require(try FileContents.text(file))
        let swapped = text.split(separator: "\"A\"", omittingEmptySubsequences: false).joined(separator: "\"C\"")
        try scratch.write("secrets.json", swapped)
        #expect(try refusal(self.store()).contains("the secret C was changed"))
        let day = text.split(separator: "2027-01-15", maxSplits: 1, omittingEmptySubsequences: false)
        try #require(day.count == 2)
        try scratch.write("secrets.json", day.joined(separator: "2027-01-16"))
        #expect(try refusal(self.store()).contains("was changed"))
    }

    /// The sentence of a store that cannot be read.
    private func refusal(_ store: SecretStore) throws -> String {
        let contents = store.current()
        #expect(contents.secrets.isEmpty)
        return try #require(contents.problem).description
    }

    @Test func `without its key nothing is read, and nothing is set`() throws {
        try set(store(), "A", "a value")
        unlink(key)
        #expect(try refusal(store()).contains("\(key) is missing"))
        #expect(throws: SecretsError.missingKey(path: key)) { try set(store(), "B", "another") }
        #expect(!AtomicFile.exists(key))
        try scratch.write("secrets.key", "not a key\n")
        #expect(try refusal(store()).contains("\(key) is no key"))
        try scratch.write("secrets.key", String(repeating: "ab", count: 32))
        let wrong = try refusal(store())
        #expect(wrong.contains("another key than \(key)") && wrong.contains(file))
        // Without secrets the key does not matter.
        try store().remove(name("A"))
        try set(store(), "B", "another")
        #expect(try value(store(), "B") == "another")
    }

    @Test func `what was read stays in force while the file cannot be`() throws {
        let store = store()
        try set(store, "A", "a value")
        #expect(try value(store, "A") == "a value")
        let good = try #require(try FileContents.text(file))
        try scratch.write("secrets.json", "{")
        #expect(try value(store, "A") == "a value")
        #expect(store.current().problem != nil)
        try scratch.write("secrets.json", good)
        #expect(store.current().problem == nil)
    }

    @Test(arguments: [
        "[]", "{\"secrets\": 1}", "{\"secrets\": [{}]}", "{\"secrets\": [{\"name\": \"A\"}]}",
        "{\"key\": \"a\", \"secrets\": [{\"name\": \"1A\", \"set\": \"2027-01-15T00:00:00Z\", \"nonce\": \"\", \"sealed\": \"\"}]}",
        "{\"secrets\": [{\"name\": \"A\", \"set\": \"2027-01-15T00:00:00Z\", \"nonce\": \"\", \"sealed\": \"\"}]}",
        "{\"key\": \"a\", \"secrets\": [{\"name\": \"A\", \"set\": \"soon\", \"nonce\": \"\", \"sealed\": \"\"}]}",
        "{\"key\": \"a\", \"secrets\": [{\"name\": \"A\", \"set\": \"2027-01-15T00:00:00Z\", \"nonce\": \"*\", \"sealed\": \"\"}]}",
    ])
    func `a file of another shape is refused`(text: String) throws {
        try scratch.write("secrets.json", text)
        #expect(try refusal(store()).hasPrefix("The secrets in \(file) cannot be read"))
        #expect(throws: SecretsError.self) { try set(store(), "A", "a value") }
        #expect(try scratch.read("secrets.json") == text)
    }

    @Test func `values have a size, and secrets a number`() throws {
        let store = store()
        #expect(throws: SecretsError.self) { try set(store, "A", "") }
        let largest = String(repeating: "x", count: SecretStore.maximumValue)
        #expect(throws: SecretsError.self) { try set(store, "A", largest + "x") }
        try set(store, "A", largest)
        #expect(try value(store, "A") == largest)
    }

    // MARK: keys

    @Test func `a new key leaves values and revisions as they were`() throws {
        let store = store()
        try set(store, "A", "value of A")
        try set(store, "B", "value of B")
        let before = store.current().secrets
        let (oldKey, oldFile) = (try FileContents.text(key), try FileContents.text(file))
        try self.store().rotate()
        #expect(try FileContents.text(key) != oldKey)
        #expect(!AtomicFile.exists("\(key).next"))
        #expect(store.current().secrets == before)
        #expect(store.current().problem == nil)
        // The old key is worth nothing for the new file.
        let newFile = try #require(try FileContents.text(file))
        #expect(newFile != oldFile)
        try scratch.write("secrets.key", try #require(oldKey))
        #expect(try refusal(self.store()).contains("another key"))
    }

    @Test func `a change of the key may be interrupted at any point`() throws {
        try set(store(), "A", "a value")
        let oldKey = try #require(try FileContents.text(key))
        try store().rotate()
        let newKey = try #require(try FileContents.text(key))
        // Sealed anew, but the new key is not in its place.
        try scratch.write("secrets.key", oldKey)
        try scratch.write("secrets.key.next", newKey)
        #expect(try value(store(), "A") == "a value")
        try set(store(), "B", "another")
        #expect(try value(store(), "B") == "another")
        // The next change finishes this one first.
        try store().rotate()
        #expect(try value(store(), "A") == "a value")
        #expect(!AtomicFile.exists("\(key).next"))
        // The new key is made, but nothing is sealed under it.
        try scratch.write("secrets.key.next", newKey)
        #expect(try value(store(), "A") == "a value")
        try store().rotate()
        #expect(try value(store(), "B") == "another")
    }

    @Test func `a key that lies elsewhere is used and never written`() throws {
        let other = try scratch.write("other.key", String(repeating: "0f", count: 32))
        let source = SecretKeySource.elsewhere(path: other)
        try set(store(source), "A", "a value")
        #expect(!AtomicFile.exists(key))
        #expect(try value(store(source), "A") == "a value")
        #expect(throws: SecretsError.keyElsewhere(path: other)) { try store(source).rotate() }
        let next = try scratch.write("next.key", String(repeating: "1e", count: 32))
        try store(source).rotate(to: next)
        #expect(try value(store(.elsewhere(path: next)), "A") == "a value")
        #expect(throws: SecretsError.missingKey(path: "/nowhere")) {
            unlink(file)
            try set(store(.elsewhere(path: "/nowhere")), "A", "a value")
        }
    }

    @Test func `the environment says where the key is`() throws {
        let layout = HomeLayout(home: "/h")
        #expect(SecretKeySource(layout, environment: [:]) == .home(path: "/h/site/secrets.key"))
        let credentials = ["CREDENTIALS_DIRECTORY": scratch.path]
        #expect(SecretKeySource(layout, environment: credentials) == .home(path: "/h/site/secrets.key"))
        let path = try scratch.write("nyala-secrets-key", "")
        #expect(SecretKeySource(layout, environment: credentials) == .elsewhere(path: path))
        let both = credentials.merging(["NYALA_SECRETS_KEY_FILE": "/k"]) { $1 }
        #expect(SecretKeySource(layout, environment: both) == .elsewhere(path: "/k"))
    }

    @Test(arguments: [
        (String(repeating: "a", count: 32), true), (String(repeating: "0A", count: 32), true),
        (String(repeating: "0A", count: 32) + "\n", true), (String(repeating: "0A", count: 16) + "\r\n", false),
        ("", false), (String(repeating: "+1", count: 32), false), (String(repeating: "0g", count: 32), false),
        (String(repeating: "a", count: 33), false), (String(repeating: "0A", count: 33), false),
    ])
    func `a key is digits or bytes`(text: String, isKey: Bool) {
        #expect((SecretKey(file: Array(text.utf8)) != nil) == isKey)
    }
}
