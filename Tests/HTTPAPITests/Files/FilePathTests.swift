import Testing

@testable import HTTPAPI

@Suite struct FilePathTests {
    static let paths: [(String, [String], Bool)] = [
        ("", [], true), ("/", [], true), ("/data", ["data"], false), ("/data/", ["data"], true),
        ("/data/a%20b.txt", ["data", "a b.txt"], false), ("/a+b", ["a+b"], false), ("/%C3%BC/", ["ü"], true),
        // Decoded once only.
        ("/%252e%252e/x", ["%2e%2e", "x"], false), ("/...", ["..."], false), ("/a.", ["a."], false),
        ("/..%00x".replacing("%00", with: "%41"), ["..Ax"], false), ("/a%5Cb", ["a\\b"], false),
    ]

    @Test(arguments: paths)
    func `a path is cut at its slashes and decoded once`(text: String, parts: [String], isFolder: Bool) throws {
        let path = try FilePath(encoded: text)
        #expect(path.parts == parts.map { Array($0.utf8) })
        #expect(path.isFolder == isFolder)
    }

    static let refused: [(String, FilePath.Fault)] = [
        ("/..", .dots), ("/a/../b", .dots), ("/%2e%2e/x", .dots), ("/%2E./x", .dots), ("/.", .dots), ("/a/./b", .dots),
        ("/a//b", .emptyName), ("//", .emptyName), ("/a%2Fb", .slashInName), ("/..%2f..", .slashInName),
        ("/a%00b", .zeroByte), ("/%00", .zeroByte), ("/%", .badEscape), ("/%4", .badEscape), ("/%zz", .badEscape),
        ("/%+1", .badEscape), ("/" + Array(repeating: "a", count: 101).joined(separator: "/"), .tooDeep),
    ]

    @Test(arguments: refused)
    func `a path that names nothing is refused`(text: String, fault: FilePath.Fault) {
        #expect(throws: fault) { try FilePath(encoded: text) }
    }

    @Test func `any bytes go to a URL and back`() throws {
        let name = (1...255).map { UInt8($0) }.filter { $0 != UInt8(ascii: "/") }
        #expect(try FilePath(encoded: "/\(FilePath.encoded(name))").parts == [name])
    }

    @Test func `as it is shown it steers no terminal`() throws {
        #expect(try FilePath(encoded: "/data/%1B%5B2J%FF").shown == "data/\\u{1B}[2J\u{FFFD}")
    }
}
