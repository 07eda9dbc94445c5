import JobModel
import Testing

@testable import HTTPAPI

@Suite struct ByteRangeTests {
    static let table: [(String?, Int, ByteRange)] = [
        (nil, 10, .whole), ("bytes=0-", 10, .part(0..<10)), ("bytes=3-5", 10, .part(3..<6)),
        ("bytes=3-99", 10, .part(3..<10)), ("bytes=-4", 10, .part(6..<10)), ("bytes=-99", 10, .part(0..<10)),
        ("Bytes=9-9", 10, .part(9..<10)), ("bytes= 1 - 2 ", 10, .part(1..<3)),
        ("bytes=0-99999999999999999999", 10, .part(0..<10)), ("bytes=-99999999999999999999", 10, .part(0..<10)),
        ("bytes=10-", 10, .unsatisfiable), ("bytes=10-20", 10, .unsatisfiable), ("bytes=-0", 10, .unsatisfiable),
        ("bytes=0-", 0, .unsatisfiable), ("bytes=-1", 0, .unsatisfiable),
        ("bytes=99999999999999999999-", 10, .unsatisfiable),
        // What nobody understands, and several at once: the whole file.
        ("bytes=5-3", 10, .whole), ("bytes=a-b", 10, .whole), ("bytes=", 10, .whole), ("bytes=-", 10, .whole),
        ("items=0-1", 10, .whole), ("bytes=0-1,3-4", 10, .whole), ("bytes=+1-2", 10, .whole), ("bytes=1", 10, .whole),
        ("bytes=1--2", 10, .whole),
    ]

    @Test(arguments: table)
    func `a range is read as RFC 9110 has it`(header: String?, size: Int, range: ByteRange) {
        #expect(ByteRange(header, size: size) == range)
    }

    static let dates: [(Int64, String)] = [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (1_928_029_506, "Wed, 05 Feb 2031 03:45:06 GMT"),
        (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
    ]

    @Test(arguments: dates)
    func `times are written as HTTP has them`(seconds: Int64, text: String) {
        #expect(HTTPDate.text(Timestamp(seconds: seconds)) == text)
    }

    @Test(arguments: [
        ("run.sh", "text/plain; charset=utf-8"), ("Index.HTML", "text/html; charset=utf-8"),
        ("settings.job", "text/plain; charset=utf-8"), ("noending", "application/octet-stream"),
        ("a.tar.gz", "application/gzip"), ("x.", "application/octet-stream"), (".", "application/octet-stream"),
    ])
    func `endings stand for media types`(name: String, type: String) {
        #expect(MediaType.ofFile(Array(name.utf8)) == type)
    }
}
