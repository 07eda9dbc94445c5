import Testing

@testable import ZipArchives

@Suite struct EntryPathTests {
    static let accepted: [(String, String)] = [
        ("run.sh", "run.sh"), ("a/b/c", "a/b/c"), ("./a//b/", "a/b"), ("a\\b\\run.cmd", "a/b/run.cmd"), ("", ""),
        ("...", "..."), ("été/日本", "été/日本"),
    ]

    @Test(arguments: accepted)
    func `paths are made plain`(text: String, plain: String) throws {
        #expect(try EntryPath(text, limits: ZipLimits()).text == plain)
    }

    @Test(arguments: [
        ("a/", true), ("a\\", true), ("a/.", true), ("./.", true), ("", false), ("a", false), ("a/.x", false),
        ("a.", false), ("a/b", false),
    ])
    func `some names are those of folders`(text: String, isFolder: Bool) throws {
        #expect(try EntryPath(text, limits: ZipLimits()).isFolder == isFolder)
    }

    @Test(arguments: [
        "/etc/passwd", "../x", "a/../../x", "..\\x", "C:\\x", "c:/x", "\\\\server\\x", "../\u{301}x", "\u{301}x",
        "a/.git/config", "a/GIT~1", ".git /x", "a\nb", "caf\u{FFFD}",
    ])
    func `paths that leave or would harm are refused`(text: String) {
        #expect(throws: EntryFault.self) { try EntryPath(text, limits: ZipLimits()) }
    }

    @Test(arguments: [
        (String(repeating: "a", count: 255), true), (String(repeating: "a", count: 256), false),
        (String(repeating: "a/", count: 63) + "x", true), (String(repeating: "a/", count: 64) + "x", false),
        (String(repeating: String(repeating: "a", count: 203) + "/", count: 5) + "aaaa", true),
        (String(repeating: String(repeating: "a", count: 203) + "/", count: 5) + "aaaaa", false),
        (String(repeating: String(repeating: "a", count: 255) + "/", count: 16), false),
    ])
    func `names, paths and depths have limits`(text: String, isFine: Bool) {
        let path = try? EntryPath(text, limits: ZipLimits())
        #expect((path != nil) == isFine)
    }
}
