import JobModel
import Testing

@Suite struct ArgumentTextTests {
    @Test(arguments: [
        ("", []),
        (" \t\n ", []),
        ("one", ["one"]),
        ("  one   two\tthree\r\nfour ", ["one", "two", "three", "four"]),
        ("'one two' three", ["one two", "three"]),
        ("\"one two\" three", ["one two", "three"]),
        ("''", [""]),
        ("a \"\" b", ["a", "", "b"]),
        ("--name='a b'\"c d\"e", ["--name=a bc de"]),
        (#"'keeps \ and " alone'"#, [#"keeps \ and " alone"#]),
        (#""an \" and a \\""#, [#"an " and a \"#]),
        (#""not \n or \$ or \'""#, [#"not \n or \$ or \'"#]),
        (#"one\ two \"three\' \\"#, ["one two", "\"three'", "\\"]),
        ("a\\\nb", ["a\nb"]),
        // The last backslash has nothing to keep.
        (#"end\"#, [#"end\"#]),
        (
            "$HOME *.txt ; rm | x > y & `z` # no",
            ["$HOME", "*.txt", ";", "rm", "|", "x", ">", "y", "&", "`z`", "#", "no"]
        ),
        ("grüße 👋🏽", ["grüße", "👋🏽"]),
        // An accent right behind a quote or blank does not hide it.
        ("\"\u{301}a\" \u{301}b", ["\u{301}a", "\u{301}b"]),
    ])
    func `splits as a shell would, without its expansions`(text: String, arguments: [String]) throws {
        #expect(try ArgumentText.split(text) == arguments)
    }

    @Test(arguments: [
        ("'", Character("'"), 1), ("a \"b", "\"", 3), ("ä 'b\" c", "'", 3), (#""ends in \""#, "\"", 1),
        (#""a" 'b' "c"#, "\"", 9), (#""\"#, "\"", 1),
    ])
    func `refuses an open quote and says where it is`(text: String, quote: Character, column: Int) {
        let error = #expect(throws: ArgumentText.Unclosed.self) { try ArgumentText.split(text) }
        #expect(error?.quote == quote)
        #expect(error?.column == column)
        #expect(error?.description == "the \(quote) at column \(column) of the arguments is never closed")
    }

    @Test(arguments: [
        (["a", "b"], "a b"), (["a b"], #""a b""#), ([""], #""""#), ([], ""), (["it's"], #""it's""#),
        ([#"say "hi""#], #""say \"hi\"""#), (["$HOME", "*"], "$HOME *"),
    ])
    func `joins with as few quotes as will do`(arguments: [String], text: String) {
        #expect(ArgumentText.joined(arguments) == text)
    }

    @Test func `what it joins it splits into the same`() throws {
        let parts = [
            "", "a", " ", "\"", "'", "\\", "\n", "\r\n", "\r", "\t", "$x", "é", "\u{301}", "👋🏽", "\\\"", "--a=b",
        ]
        for first in parts {
            for second in parts {
                for third in parts {
                    let arguments = [first + second, third, second + third + first]
                    #expect(try ArgumentText.split(ArgumentText.joined(arguments)) == arguments)
                }
            }
        }
    }
}
