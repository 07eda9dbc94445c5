import Testing

@testable import ProcessSupervision

@Suite struct OutputMaskTests {
    private func masked(_ values: [String], _ pieces: [[UInt8]]) throws -> String {
        let mask: OutputMask = try #require(OutputMask(values: values.map { Array($0.utf8) }))
        var stamper = LineStamper(mask: mask)
        var output: [UInt8] = []
        for piece in pieces { piece.withUnsafeBytes { stamper.append($0, stamp: [], to: &output) } }
        stamper.finish(stamp: [], to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    static let lines: [([String], String, String)] = [
        (["secret"], "secret\n", "***\n"),
        (["secret"], "a secret b secret\n", "a *** b ***\n"),
        (["secret"], "secretsecret\n", "******\n"),
        (["secret"], "secre secrex ecret\n", "secre secrex ecret\n"),
        (["secret"], "ssecret\n", "s***\n"),
        (["secret"], "no end secret", "no end ***\n"),
        (["secret"], "secret\r\nsecret\n", "***\n***\n"),
        // The longest counts, in whatever order they are given.
        (["secret", "secret-and-more"], "secret-and-more secret-and\n", "*** ***-and\n"),
        (["aaaaaa"], "aaaaaaaa\n", "***aa\n"),
        // What is short stays, and a value with only that has nothing to be found.
        (["secret", "short"], "short secret\n", "short ***\n"),
        // Several lines, each by itself.
        (["first line\r\nsecond line\nshort"], "first line\nx second line short\n", "***\nx *** short\n"),
        (["pässwörd"], "pässwörd\n", "***\n"),
    ]

    @Test(arguments: lines)
    func `a value is not to be read`(values: [String], text: String, expected: String) throws {
        #expect(try masked(values, [Array(text.utf8)]) == expected)
    }

    @Test func `it does not matter where the pieces are cut`() throws {
        let text = Array("a secret b\nsecret\nsecretly\n".utf8)
        for cut in 0...text.count {
            let pieces = [Array(text[..<cut]), Array(text[cut...])]
            #expect(try masked(["secret"], pieces) == "a *** b\n***\n***ly\n", "\(cut)")
        }
        #expect(try masked(["secret"], text.map { [$0] }) == "a *** b\n***\n***ly\n")
    }

    @Test(arguments: [-13, -6, -1, 0, 1, 5, 7])
    func `a line that is broken hides it as well`(offset: Int) throws {
        let before = [UInt8](repeating: UInt8(ascii: "."), count: LineStamper.maximumLineLength - 6 + offset)
        let text = before + Array("a secret value".utf8) + before
        let output = try masked(["a secret value"], [text])
        #expect(!output.contains("secret"), "\(offset)")
        #expect(output.split(separator: "\n").joined().split(separator: ".").joined() == "***", "\(offset)")
        let pieces = stride(from: 0, to: text.count, by: 65_536).map { Array(text[$0..<min($0 + 65_536, text.count)]) }
        #expect(try masked(["a secret value"], pieces) == output)
    }

    @Test func `what is too short is nothing to look for`() {
        #expect(OutputMask(values: []) == nil)
        #expect(OutputMask(values: [Array("12345".utf8), [], Array("a\nb\n".utf8)]) == nil)
        #expect(OutputMask(values: [Array("123456".utf8)]) != nil)
    }
}
