import Glibc
import LinuxSystem
import SiteSettings
import TestKit
import Testing

@Suite struct AppSettingsStoreTests {
    private let scratch: ScratchDirectory
    private let path: String

    init() throws {
        scratch = try ScratchDirectory()
        path = scratch.at("settings.json")
    }

    @Test func `without a file the environment's settings hold, and only these`() {
        let environment = [
            "WEBJOBS_HISTORY_SIZE": "7", "WEBSITE_TIME_ZONE": "UTC", "SCM_X": "y", "HOME": "/root", "time_zone": "no",
            "MY_WEBJOBS_STOPPED": "1",
        ]
        let store = AppSettingsStore(path: path, environment: environment)
        let expected = ["WEBJOBS_HISTORY_SIZE": "7", "WEBSITE_TIME_ZONE": "UTC", "SCM_X": "y"]
        #expect(store.current().variables == expected)
        #expect(store.problem == nil)
    }

    @Test func `the file wins over the environment`() throws {
        try scratch.write("settings.json", #"{"WEBJOBS_HISTORY_SIZE": "3", "MINE": "x"}"#)
        let environment = ["WEBJOBS_HISTORY_SIZE": "7", "WEBJOBS_STOPPED": "1"]
        let settings = AppSettingsStore(path: path, environment: environment).current()
        #expect(settings.variables == ["WEBJOBS_HISTORY_SIZE": "3", "WEBJOBS_STOPPED": "1", "MINE": "x"])
    }

    @Test func `numbers and booleans count as their text, null as missing`() throws {
        try scratch.write("settings.json", #"{"n": 1.50, "t": true, "f": false, "x": null, "": "empty", "s": "ü\n"}"#)
        let settings = AppSettingsStore(path: path, environment: [:]).current()
        #expect(settings.variables == ["n": "1.50", "t": "true", "f": "false", "": "empty", "s": "ü\n"])
    }

    @Test func `follows every change of the file`() throws {
        let store = AppSettingsStore(path: path, environment: ["SCM_X": "y"])
        #expect(store.current().variables == ["SCM_X": "y"])
        let without = store.current().revision
        try scratch.write("settings.json", #"{"a": "1"}"#)
        #expect(store.current().variables == ["SCM_X": "y", "a": "1"])
        let short = store.current().revision
        #expect(short != without)
        try scratch.write("settings.json", #"{"a": "longer"}"#)
        #expect(store.current().variables["a"] == "longer")
        #expect(![short, without].contains(store.current().revision))
        try Folder.removeTree(path)
        #expect(store.current().variables == ["SCM_X": "y"])
        #expect(store.current().revision == without)
    }

    @Test func `the revision stays while the values do, in another host as well`() throws {
        try scratch.write("settings.json", #"{"a": "1", "b": "2"}"#)
        let store = AppSettingsStore(path: path, environment: [:])
        let revision = store.current().revision
        try scratch.write("settings.json", "{\n  \"b\": \"2\",\n  \"a\": 1\n}")
        #expect(store.current().revision == revision)
        #expect(AppSettingsStore(path: path, environment: [:]).current().revision == revision)
        #expect(store.problem == nil)
    }

    @Test(arguments: [
        ("{\"a\": \"2\"", "line 1, column 10: \",\" or \"}\" is expected; found the end of the text"),
        ("", "line 1, column 1: a value is missing at the end of the text"),
        ("[\"a\"]", "the settings must be a JSON object"),
        ("{\"a\": {\"b\": \"c\"}}", "the value of \"a\" must be a string"),
        ("{\"a\": [1]}", "the value of \"a\" must be a string"),
    ])
    func `a broken file leaves the last good settings in force`(text: String, reason: String) throws {
        try scratch.write("settings.json", #"{"a": "1"}"#)
        let store = AppSettingsStore(path: path, environment: [:])
        let good = store.current()
        try scratch.write("settings.json", text)
        #expect(store.current() == good)
        #expect(store.problem == "\(path): \(reason); the last good settings stay in force")
        try scratch.write("settings.json", #"{"a": "mended"}"#)
        #expect(store.current().variables == ["a": "mended"])
        #expect(store.problem == nil)
    }

    @Test func `a file that cannot be read is a problem, not a crash`() throws {
        try Folder.create(path)
        let store = AppSettingsStore(path: path, environment: ["SCM_X": "y"])
        #expect(store.current().variables == ["SCM_X": "y"])
        #expect(store.problem?.contains("Is a directory") == true)
    }

    @Test func `a date that cannot be is no obstacle`() throws {
        try scratch.write("settings.json", #"{"a": "1"}"#)
        let file = path
        let times = [timespec(tv_sec: 15_000_000_000, tv_nsec: 0), timespec(tv_sec: 15_000_000_000, tv_nsec: 0)]
        try check("utimensat", path: file) { utimensat(AT_FDCWD, file, times, 0) }
        #expect(AppSettingsStore(path: path, environment: [:]).current().variables == ["a": "1"])
    }
}
