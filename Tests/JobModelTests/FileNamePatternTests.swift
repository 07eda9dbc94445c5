import JobModel
import Testing

@Suite struct FileNamePatternTests {
    @Test(arguments: [
        ("*", "a.csv", true), ("*", ".hidden", false), (".*", ".hidden", true), ("*.csv", "a.csv", true),
        ("*.csv", ".csv", false), ("*.csv", "a.csv.part", false), ("a?c", "abc", true), ("a?c", "ac", false),
        ("a*b*c", "a1b2b3c", true), ("a*b*c", "a1b2b3", false), ("**", "x", true), ("report", "report", true),
        ("report", "reports", false), ("?", "ü", true), ("*ü*", "grün", true), ("*.tar.*", "x.tar.gz", true),
        ("*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
    ])
    func `matches as a shell does`(pattern: String, name: String, isMatch: Bool) throws {
        #expect(try #require(FileNamePattern(pattern)).matches(name) == isMatch)
    }

    @Test(arguments: ["", "a/b", "a\0"])
    func `refuses what no name can be`(text: String) {
        #expect(FileNamePattern(text) == nil)
    }
}
