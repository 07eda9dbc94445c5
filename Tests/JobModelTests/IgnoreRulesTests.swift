import Testing

@testable import JobModel

@Suite struct IgnoreRulesTests {
    static let builtIn: [(String, Bool, Bool)] = [
        (".run.sh.swp", false, true), ("run.sh~", false, true), ("4913", false, true), (".#run.sh", false, true),
        ("#run.sh#", false, true), (".DS_Store", false, true), ("__pycache__", true, true), (".git", true, true),
        ("deep/er/.x.swp", false, true), ("run.sh", false, false), ("4913", true, true), ("__pycache__", false, false),
        ("disable.job", false, false), ("settings.job", false, false), (".env", false, false),
    ]

    @Test(arguments: builtIn)
    func `what editors and interpreters leave behind does not count`(path: String, isFolder: Bool, ignored: Bool) {
        #expect(IgnoreRules().ignores(path, isFolder: isFolder) == ignored)
    }

    static let own: [(String, String, Bool, Bool)] = [
        ("*.log", "out.log", false, true), ("*.log", "deep/out.log", false, true), ("*.log", "out.txt", false, false),
        ("cache/", "cache", true, true), ("cache/", "cache", false, false), ("data/*.json", "data/a.json", false, true),
        ("data/*.json", "data/deep/a.json", false, false), ("data/*.json", "other/data/a.json", false, false),
        ("/top.txt", "top.txt", false, true), ("/top.txt", "deep/top.txt", false, false),
        ("", "anything", false, false),
    ]

    @Test(arguments: own)
    func `patterns of the settings count as well`(pattern: String, path: String, isFolder: Bool, ignored: Bool) {
        #expect(IgnoreRules(patterns: [pattern]).ignores(path, isFolder: isFolder) == ignored)
    }

    @Test func `what lies in an ignored folder does not count`() {
        let rules = IgnoreRules(patterns: ["logs/"])
        #expect(rules.ignoresAnywhere("logs/today/a.txt", isFolder: false))
        #expect(rules.ignoresAnywhere("__pycache__/x.pyc", isFolder: false))
        #expect(!rules.ignoresAnywhere("src/a.txt", isFolder: false))
    }
}
