import Testing

@testable import ZipExtraction

@Suite struct EntryPathTests {
    static let accepted: [(String, String)] = [
        ("run.sh", "run.sh"), ("a/b/c", "a/b/c"), ("./a//b/", "a/b"), ("a\\b\\run.cmd", "a/b/run.cmd"), ("", ""),
        ("...", "..."),
    ]

    @Test(arguments: accepted)
    func `paths are made plain`(text: String, plain: String) throws {
        #expect(try EntryPath(text, limits: ZipLimits()).text == plain)
    }

    @Test(arguments: [
        "/etc/passwd", "../x", "a/../../x", "..\\x", "C:\\x", "c:/x", String(repeating: "a", count: 300),
        String(repeating: "a/", count: 100) + "x",
    ])
    func `paths that leave or overflow are refused`(text: String) {
        #expect(throws: ZipError.self) { try EntryPath(text, limits: ZipLimits()) }
    }
}
