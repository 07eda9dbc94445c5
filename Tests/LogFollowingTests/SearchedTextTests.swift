import Testing

@testable import LogFollowing

/// What is found in a log, and where.
@Suite struct SearchedTextTests {
    @Test(arguments: [
        ("error", "an Error, an ERROR, an error", [3, 13, 23]),
        ("Error", "an Error, an ERROR, an error", [3, 13, 23]),
        ("9-1", "[9] 9-1 9-19-1", [4, 8, 11]),
        ("GRÜSSE", "die grüsse", [4]),
        ("größe", "GRÖßE größe", [0, 8]),
        ("żółw", "ŻÓŁW żółw", [0, 8]),
        ("aa", "aaAa", [0, 1, 2]),
        ("x", "", []),
        ("longer", "long", []),
        ("a\u{0}b", "A\u{0}B", [0]),
    ])
    func `capitals are small letters`(text: String, line: String, places: [Int]) {
        let searched = SearchedText(text)
        #expect(searched.firstPlace(in: Array(line.utf8)) == places.first)
        #expect(searched.lastPlace(in: Array(line.utf8)) == places.last)
    }

    @Test func `capitals are none where that is asked for`() {
        let bytes = Array("Error error ERROR é É".utf8)
        #expect(SearchedText("error", matchesCase: true).firstPlace(in: bytes) == 6)
        #expect(SearchedText("error", matchesCase: true).lastPlace(in: bytes) == 6)
        #expect(SearchedText("É", matchesCase: true).firstPlace(in: bytes) == 21)
        #expect(SearchedText("É").firstPlace(in: bytes) == 18)
    }

    @Test func `a byte of zero in a log ends no search`() {
        #expect(SearchedText("ab").firstPlace(in: [0, 0x61, 0, 0x61, 0x62]) == 3)
        #expect(SearchedText("a").lastPlace(in: [0x41, 0, 0xFF]) == 0)
    }
}
