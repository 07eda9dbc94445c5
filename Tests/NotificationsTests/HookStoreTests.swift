import Glibc
import JobModel
import TestKit
import Testing

@testable import Notifications

@Suite struct HookStoreTests {
    private let scratch: ScratchDirectory
    private let now = Timestamp(seconds: 0)

    init() throws {
        scratch = try ScratchDirectory()
    }

    private func store() -> HookStore { HookStore(path: scratch.at("hooks.json")) }

    @Test func `hooks are kept, each with an id of its own`() throws {
        let first = try store().add(url: "https://a", event: "PostDeployment", isInsecure: true, now: now)
        #expect(first.id == "621355968000000000")
        let second = try store().add(url: "https://b", event: "PostDeployment", isInsecure: false, now: now)
        #expect(second.id == "621355968000000001")
        #expect(store().all == [first, second])
        #expect(store()[first.id] == first)
        var information = stat()
        #expect(stat(scratch.at("hooks.json"), &information) == 0)
        #expect(information.st_mode & 0o777 == 0o600)
    }

    @Test func `one address wants one event`() throws {
        let store = store()
        let hook = try store.add(url: "https://a", event: "x", isInsecure: false, now: now)
        #expect(try store.add(url: "https://a", event: "x", isInsecure: true, now: now) == hook)
        #expect(throws: HookFault.conflict(event: "x")) {
            try store.add(url: "https://a", event: "y", isInsecure: false, now: now)
        }
        #expect(store.all == [hook])
    }

    @Test(arguments: [
        ("", "x"), ("a", "x"), ("ftp://a", "x"), ("http://", "x"), ("http://a b", "x"), ("http://a", ""),
        ("http://a", "a b"), ("http://a", "a\nb"), ("http://a", String(repeating: "x", count: 65)),
    ])
    func `what is no address or no name is refused`(url: String, event: String) {
        #expect(throws: HookFault.self) { try store().add(url: url, event: event, isInsecure: false, now: now) }
    }

    @Test func `there is a limit`() throws {
        let store = store()
        for number in 1...HookStore.capacity {
            _ = try store.add(url: "https://a/\(number)", event: "x", isInsecure: false, now: now)
        }
        #expect(throws: HookFault.tooMany(limit: 200)) {
            try store.add(url: "https://a", event: "x", isInsecure: false, now: now)
        }
    }

    @Test func `a hook shows what came of it, and one that was removed does not come back`() throws {
        let store = store()
        let hook = try store.add(url: "https://a", event: "x", isInsecure: false, now: now)
        let attempt = Hook.Attempt(status: "OK", reason: "OK", time: now, context: "{}")
        try store.note(attempt, of: hook.id)
        #expect(self.store()[hook.id]?.last == attempt)
        #expect(try store.remove(hook.id))
        #expect(try !store.remove(hook.id))
        try store.note(attempt, of: hook.id)
        #expect(self.store().all.isEmpty)
    }

    @Test func `a file that is broken is put aside and said`() throws {
        try scratch.write("hooks.json", "[{")
        let store = store()
        #expect(store.fault?.contains("hooks.json") == true)
        #expect(store.all.isEmpty)
        #expect(try scratch.read("hooks.json.broken") == "[{")
    }
}
