import Testing

@testable import HTTPAPI

@Suite struct MultipartParserTests {
    private static let type = "multipart/form-data; boundary=\"--xy\""
    private static let form = [
        "----xy", "Content-Disposition: form-data; name=\"name\"", "", "report", "----xy",
        "content-disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\".zip\"", "Content-Type: application/zip",
        "",
        "one\r\n--\r\n----x\r\ntwo", "----xy", "Content-Disposition: form-data; name=empty", "", "", "----xy--", "",
    ].joined(separator: "\r\n")

    /// What parts there are, with all their data.
    private func parts(_ pieces: [[UInt8]], type: String = type) throws -> [(MultipartParser.Part, String)] {
        var parser = try MultipartParser(contentType: type)
        var found: [(MultipartParser.Part, String)] = []
        var (current, data) = (MultipartParser.Part?.none, [UInt8]())
        for event in try pieces.flatMap({ try parser.take($0) }) {
            switch event {
            case .begin(let part): (current, data) = (part, [])
            case .data(let bytes): data += bytes
            case .end: found.append((try #require(current), String(decoding: data, as: UTF8.self)))
            }
        }
        try parser.finish()
        return found
    }

    @Test(arguments: [1, 2, 3, 5, 7, 11, 64, 10_000])
    func `a form is the same in pieces of any length`(length: Int) throws {
        let bytes = Array(Self.form.utf8)
        let pieces = stride(from: 0, to: bytes.count, by: length).map {
            Array(bytes[$0..<min(bytes.count, $0 + length)])
        }
        let found = try parts(pieces)
        #expect(found.map(\.0.name) == ["name", "file", "empty"])
        #expect(found.map(\.0.fileName) == [nil, "a \"b\".zip", nil])
        #expect(found.map(\.1) == ["report", "one\r\n--\r\n----x\r\ntwo", ""])
    }

    @Test func `a form that is cut off anywhere is refused`() throws {
        let bytes = Array(Self.form.utf8)
        for length in 0..<(bytes.count - 2) {
            #expect(throws: MultipartParser.Failure.cutOff) { try parts([Array(bytes.prefix(length))]) }
        }
    }

    @Test(arguments: ["multipart/form-data", "multipart/form-data; boundary=", "text/plain; charset=x"])
    func `without a boundary there are no parts`(type: String) {
        #expect(throws: MultipartParser.Failure.noBoundary) { try MultipartParser(contentType: type) }
    }

    @Test func `heads that say nothing or never end are refused`() throws {
        #expect(throws: MultipartParser.Failure.badHead) { try parts([Array("----xy\r\nX: 1\r\n\r\na".utf8)]) }
        let endless = Array(repeating: UInt8(ascii: "a"), count: MultipartParser.maximumHead + 100)
        #expect(throws: MultipartParser.Failure.badHead) { try parts([Array("----xy\r\n".utf8), endless]) }
    }

    @Test func `parts without end are refused`() throws {
        let part = Array("----xy\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n".utf8)
        let many = Array(repeating: part, count: MultipartParser.maximumParts + 1)
        #expect(throws: MultipartParser.Failure.tooManyParts) { try parts(many) }
    }
}
