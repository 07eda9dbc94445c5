import Testing

@testable import ProcessSupervision

/// Lines that are written over and over, as progress bars are.
@Suite struct RedrawnLineTests {
    private func stamped(_ pieces: [[UInt8]]) -> (text: String, longest: Int) {
        var stamper = LineStamper()
        var (output, longest): ([UInt8], Int) = ([], 0)
        for piece in pieces {
            let before = output.count
            piece.withUnsafeBytes { stamper.append($0, stamp: Array("> ".utf8), to: &output) }
            longest = max(longest, output.count - before)
        }
        stamper.finish(stamp: Array("> ".utf8), to: &output)
        return (String(decoding: output, as: UTF8.self), longest)
    }

    @Test(arguments: [
        ("a\rb\n", "> b\n"), ("10%\r20%\r100%\ndone\n", "> 100%\n> done\n"), ("\r10%\r20%\n", "> 20%\n"),
        ("10%\r20%\r\n", "> 20%\n"), ("10%\r\r\r\n", "> 10%\n"), ("\r\r\n", "> \n"), ("a\r", "> a\n"),
        ("a\rb\rc", "> c\n"), ("one\r\ntwo\r\n", "> one\n> two\n"), ("\r\nx\r", "> \n> x\n"),
        ("\u{1B}[1m5%\u{1B}[0m\r\u{1B}[1m6%\u{1B}[0m\n", "> \u{1B}[1m6%\u{1B}[0m\n"),
    ])
    func `what stood on the line last is the line, wherever the pieces are cut`(stream: String, expected: String) {
        let bytes = Array(stream.utf8)
        for first in 0...bytes.count {
            for second in first...bytes.count {
                let pieces = [Array(bytes[..<first]), Array(bytes[first..<second]), Array(bytes[second...])]
                #expect(stamped(pieces).text == expected, "cut at \(first) and \(second)")
            }
        }
    }

    @Test func `ten million bytes of progress are one line`() {
        let redraw = Array("\r[\(String(repeating: "#", count: 70))] 42%".utf8)
        let pieces = (0..<(10_000_000 / redraw.count / 100)).map { _ in
            Array(repeatElement(redraw, count: 100).joined())
        }
        let (text, longest) = stamped(pieces + [Array("\rdone\nnext\n".utf8)])
        #expect(text == "> done\n> next\n")
        #expect(longest < 100)
    }
}
