import Glibc
import LinuxSystem
import SiteSettings
import TestKit
import Testing

@Suite struct AppSettingsChangeTests {
    private let scratch: ScratchDirectory
    private let store: AppSettingsStore

    init() throws {
        scratch = try ScratchDirectory()
        store = AppSettingsStore(path: scratch.at("settings.json"), environment: ["SCM_X": "y", "SCM_Z": "z"])
    }

    @Test func `a change is seen at once and leaves all else as it was`() throws {
        try scratch.write("settings.json", #"{"b": 1.50, "a": "old", "n": null, "z": true}"#)
        try store.change([.set("a", "new"), .set("c", "üñ\n"), .remove("z"), .remove("unknown")])
        #expect(store.current().variables == ["a": "new", "b": "1.50", "c": "üñ\n", "SCM_X": "y", "SCM_Z": "z"])
        let text = #"{"# + "\n  \"b\": 1.50,\n  \"a\": \"new\",\n  \"n\": null,\n  \"c\": \"üñ\\n\"\n}\n"
        #expect(try scratch.read("settings.json") == text)
        #expect(try OpenFolder(scratch.path).status(of: Array("settings.json".utf8))?.mode == 0o600)
        #expect(try Folder.names(in: scratch.path) == ["settings.json"])
    }

    @Test func `entries tell where they come from`() throws {
        try store.change([.set("B", "2"), .set("A", "1"), .set("SCM_X", "own")])
        #expect(try store.entries().map(\.name) == ["B", "A", "SCM_X", "SCM_Z"])
        #expect(try store.entries().map(\.isInFile) == [true, true, true, false])
    }

    @Test func `many at the same time all count`() async throws {
        try await withThrowingTaskGroup { group in
            for number in 0..<40 {
                group.addTask { [store] in try store.change([.set("N\(number)", "\(number)")]) }
            }
            try await group.waitForAll()
        }
        #expect(store.current().variables.count { $0.key.hasPrefix("N") } == 40)
    }

    @Test func `a broken file is not overwritten`() throws {
        for text in ["[1]", "{", #"{"a": 1"#, "not json"] {
            try scratch.write("settings.json", text)
            let error = #expect(throws: SettingsError.self) { try store.change([.set("a", "1")]) }
            guard case .broken? = error else {
                Issue.record("\(text): \(String(describing: error))")
                continue
            }
            #expect(try scratch.read("settings.json") == text)
        }
    }

    static let refused: [SettingEdit] = [
        .set("", "x"), .set("a=b", "x"), .set("a\nb", "x"), .set("a\u{0}b", "x"), .set("a", "x\u{0}"),
        .set(String(repeating: "n", count: 256), "x"), .set("a", String(repeating: "v", count: 64 * 1024 + 1)),
    ]

    @Test(arguments: refused)
    func `what no process could be given is refused`(edit: SettingEdit) throws {
        #expect(throws: SettingsError.self) { try store.change([.set("good", "1"), edit]) }
        #expect(store.current().variables["good"] == nil)
    }

    @Test func `what the host could not go by is refused, with the form it must have`() throws {
        let error = #expect(throws: SettingsError.self) { try store.change([.set("jobs.early_start", "11s")]) }
        let reason = "the setting jobs.early_start must be a duration from 0 to 10s, such as 5ms, not \"11s\""
        #expect(error == .invalid(reason))
        try store.change([.set("jobs.early_start", "10s"), .remove("log.budget")])
        #expect(store.current().earlyStart == .seconds(10))
    }

    @Test func `all together have a limit`() throws {
        let large = String(repeating: "v", count: 64 * 1024)
        let error = #expect(throws: SettingsError.self) {
            try store.change((0..<17).map { .set("N\($0)", large) })
        }
        #expect(error == .full(limit: AppSettingsStore.maximumSize))
        try store.change((0..<15).map { .set("N\($0)", large) })
    }
}
