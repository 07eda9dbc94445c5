import Testing

@testable import ProcessSupervision

@Suite struct LineStamperTests {
    /// What becomes of a stream that comes in these pieces and then ends.
    private func stamped(_ pieces: [[UInt8]]) -> String {
        var stamper = LineStamper()
        var output: [UInt8] = []
        for piece in pieces { append(piece, to: &stamper, &output) }
        stamper.finish(stamp: Array("> ".utf8), to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    private func append(_ piece: [UInt8], to stamper: inout LineStamper, _ output: inout [UInt8]) {
        piece.withUnsafeBytes { stamper.append($0, stamp: Array("> ".utf8), to: &output) }
    }

    static let streams: [([String], String)] = [
        ([], ""),
        ([""], ""),
        (["a\n"], "> a\n"),
        (["a\nb\n"], "> a\n> b\n"),
        (["a", "b", "", "c\n"], "> abc\n"),
        (["a\nb", "c\nd"], "> a\n> bc\n> d\n"),
        // Empty lines are lines.
        (["\n\n"], "> \n> \n"),
        (["a", "\n", "\n"], "> a\n> \n"),
        // The last line may lack its newline.
        (["a\nb"], "> a\n> b\n"),
        (["a\n", ""], "> a\n"),
        // CR LF ends a line; what a CR alone writes over is not seen (see RedrawnLineTests).
        (["a\r\nb\r\n"], "> a\n> b\n"),
        (["a\r", "\nb"], "> a\n> b\n"),
        (["\r\n"], "> \n"),
        (["a\rb\n"], "> b\n"),
        (["a\r\r\n"], "> a\n"),
        // Bytes that are no text pass.
        (["a\0b\n\0"], "> a\0b\n> \0\n"),
        (["\u{1B}[1mé\n"], "> \u{1B}[1mé\n"),
    ]

    @Test(arguments: streams)
    func `every line gets its stamp`(pieces: [String], expected: String) {
        #expect(stamped(pieces.map { Array($0.utf8) }) == expected)
    }

    @Test func `it does not matter where the pieces are cut`() {
        let text = Array("one\r\ntwo\n\nthré\0e\r\n\rfour".utf8)
        let expected = "> one\n> two\n> \n> thré\0e\n> four\n"
        for first in 0...text.count {
            for second in first...text.count {
                let pieces = [Array(text[..<first]), Array(text[first..<second]), Array(text[second...])]
                #expect(stamped(pieces) == expected, "cut at \(first) and \(second)")
            }
        }
    }

    @Test func `a line waits until it is complete`() {
        var stamper = LineStamper()
        var output: [UInt8] = []
        append(Array("a\nrest".utf8), to: &stamper, &output)
        #expect(String(decoding: output, as: UTF8.self) == "> a\n")
        append(Array(" of it\n".utf8), to: &stamper, &output)
        #expect(String(decoding: output, as: UTF8.self) == "> a\n> rest of it\n")
        stamper.finish(stamp: [1], to: &output)
        #expect(String(decoding: output, as: UTF8.self) == "> a\n> rest of it\n")
    }

    @Test func `a line has at most a MiB; a longer one becomes several`() {
        #expect(LineStamper.maximumLineLength == 1024 * 1024)
        var stamper = LineStamper()
        var output: [UInt8] = []
        append([UInt8](repeating: 120, count: LineStamper.maximumLineLength), to: &stamper, &output)
        #expect(output.isEmpty)
        append(Array("yz\n".utf8), to: &stamper, &output)
        let lengths = output.split(separator: 10).map(\.count)
        #expect(lengths == [2 + LineStamper.maximumLineLength, 4])
        #expect(String(decoding: output.suffix(5), as: UTF8.self) == "> yz\n")
    }

    @Test(arguments: [true, false]) func `a line of just a MiB is one line`(isInOnePiece: Bool) {
        let line = [UInt8](repeating: 120, count: LineStamper.maximumLineLength)
        var stamper = LineStamper()
        var output: [UInt8] = []
        for piece in isInOnePiece ? [line + [10]] : [line, [10]] { append(piece, to: &stamper, &output) }
        stamper.finish(stamp: Array("> ".utf8), to: &output)
        let hasOneLine = output == Array("> ".utf8) + line + [10]
        #expect(hasOneLine)
    }

    @Test func `a longer line that comes in one piece becomes several, too`() {
        var stamper = LineStamper()
        var output: [UInt8] = []
        append([UInt8](repeating: 120, count: LineStamper.maximumLineLength + 3) + [10], to: &stamper, &output)
        let lengths = output.split(separator: 10).map(\.count)
        #expect(lengths == [2 + LineStamper.maximumLineLength, 5])
    }

    @Test func `a stream without any newline never piles up`() {
        let piece = [UInt8](repeating: 120, count: 64 * 1024)
        var stamper = LineStamper()
        var output: [UInt8] = []
        for _ in 0..<40 { append(piece, to: &stamper, &output) }
        let lines = output.split(separator: 10)
        #expect(lines.map(\.count) == [1024 * 1024 + 2, 1024 * 1024 + 2])
        stamper.finish(stamp: Array("> ".utf8), to: &output)
        let lastLength = output.split(separator: 10).last?.count
        #expect(lastLength == 512 * 1024 + 2)
    }
}
