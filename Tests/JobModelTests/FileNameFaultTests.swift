import JobModel
import Testing

@Suite struct FileNameFaultTests {
    @Test(arguments: [
        "run.sh", "a b", "...", ".gitignore", ".github", ".gitmodules", "git", "git~2", "git~10", "été", "日本", "-", "~",
        "back\\slash", "a\u{301}", "🇫🇷", ".git x", String(repeating: "a", count: 255),
    ])
    func `ordinary names are fine`(name: String) {
        #expect(FileNameFault(name) == nil)
    }

    static let refused: [(String, FileNameFault)] = [
        ("", .empty), (".", .dots), ("..", .dots), (".git", .gitFolder), (".GIT", .gitFolder), (".Git ", .gitFolder),
        (".git.", .gitFolder), (".git . .", .gitFolder), ("git~1", .gitFolder), ("GIT~1", .gitFolder),
        ("git~1.", .gitFolder), (".git:x", .gitFolder), (".git::$INDEX_ALLOCATION", .gitFolder),
        (".git\\config", .gitFolder), (".g\u{200C}it", .gitFolder), ("\u{FEFF}.git", .gitFolder),
        (".GI\u{206F}T\u{202E}", .gitFolder), ("a\nb", .controlCharacter), ("a\u{1B}[31m", .controlCharacter),
        ("a\u{7F}", .controlCharacter), ("a\u{85}b", .controlCharacter), ("caf\u{FFFD}", .notText),
        ("\u{301}x", .joinsSlash), ("x\u{600}", .joinsSlash), (String(repeating: "a", count: 256), .tooLong),
        (String(repeating: "é", count: 128), .tooLong),
    ]

    @Test(arguments: refused)
    func `names that would harm are refused`(name: String, fault: FileNameFault) {
        #expect(FileNameFault(name) == fault)
        #expect(!fault.description.isEmpty)
    }
}
