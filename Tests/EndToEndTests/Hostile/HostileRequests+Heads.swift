/// Requests that are no HTTP, or HTTP that two readers could understand in two ways.
extension HostileSite {
    var heads: [HostileRequest] {
        framing + headers + lines
    }

    private func post(_ name: String, _ headers: String, _ body: String) -> HostileRequest {
        HostileRequest(
            name,
            raw: "POST /api/v1/tokens HTTP/1.1\r\nHost: 127.0.0.1\r\n\(account)\r\n\(headers)\r\n\r\n\(body)"
        )
    }

    private func get(_ name: String, _ headers: String) -> HostileRequest {
        HostileRequest(name, raw: "GET /api/v1/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\n\(account)\r\n\(headers)\r\n\r\n")
    }

    private var framing: [HostileRequest] {
        let smuggled = "0\r\n\r\nDELETE /api/v1/accounts/x HTTP/1.1\r\n\r\n"
        let chunked = "Transfer-Encoding: chunked"
        return [
            post("a length and chunks", "Content-Length: 4\r\n\(chunked)", smuggled),
            post("chunks and a length", "\(chunked)\r\nContent-Length: 4", smuggled),
            post("two lengths", "Content-Length: 2\r\nContent-Length: 3", "{}x"),
            post("two equal lengths", "Content-Length: 2\r\nContent-Length: 2", "{}"),
            post("a list of lengths", "Content-Length: 2, 3", "{}x"),
            post("a negative length", "Content-Length: -2", "{}"),
            post("a length with a sign", "Content-Length: +2", "{}"),
            post("a hexadecimal length", "Content-Length: 0x2", "{}"),
            post("an endless length", "Content-Length: 99999999999999999999999", "{}"),
            post("an empty length", "Content-Length: ", "{}"),
            post("a length with a blank in it", "Content-Length: 1 2", "{}"),
            post("a length that is no number", "Content-Length: two", "{}"),
            post("a blank before the colon of a length", "Content-Length : 2", "{}"),
            post("an encoding that looks like chunked", "Transfer-Encoding: xchunked", smuggled),
            post("an encoding that is none", "Transfer-Encoding: identity", "{}"),
            post("chunked is not the last", "Transfer-Encoding: chunked, identity", smuggled),
            post("chunked is not the only one", "Transfer-Encoding: gzip, chunked", smuggled),
            post("chunked twice", "\(chunked)\r\n\(chunked)", smuggled),
            post("chunked behind a control character", "Transfer-Encoding: \u{B}chunked", smuggled),
            post("a blank before the colon of an encoding", "Transfer-Encoding : chunked", smuggled),
            post("an encoding on the next line", "Transfer-Encoding:\r\n chunked", smuggled),
            HostileRequest(
                "chunks in HTTP/1.0",
                raw: "POST /api/v1/tokens HTTP/1.0\r\nHost: a\r\n\(account)\r\n\(chunked)\r\n\r\n\(smuggled)"
            ),
            post("a chunk size that is no number", chunked, "zz\r\n{}\r\n0\r\n\r\n"),
            post("a negative chunk size", chunked, "-2\r\n{}\r\n0\r\n\r\n"),
            post("an endless chunk size", chunked, "fffffffffffffffff\r\n{}\r\n0\r\n\r\n"),
            post("a chunk size with 0x", chunked, "0x2\r\n{}\r\n0\r\n\r\n"),
            post("a chunk without its end", chunked, "2\r\n{}XX0\r\n\r\n"),
            post("chunks with line feeds only", chunked, "2\n{}\n0\n\n"),
            post("an empty chunk size", chunked, "\r\n{}\r\n0\r\n\r\n"),
            post("a length behind the chunks", chunked, "2\r\n{}\r\n0\r\nContent-Length: 5\r\n\r\n"),
        ]
    }

    private var headers: [HostileRequest] {
        [
            get("a header on two lines", "X-A: b\r\n c"), get("a header on two lines with a tab", "X-A: b\r\n\tc"),
            get("a zero byte in a header", "X-A: a\0b"), get("a carriage return in a header", "X-A: a\rX-B: c"),
            get("a control character in a header", "X-A: a\u{1}b"), get("a zero byte in a header's name", "X\0A: a"),
            get("a blank in a header's name", "X A: a"), get("a header without a name", ": a"),
            get("a header without a colon", "XA"), get("parentheses in a header's name", "X(A): a"),
            get("a header of 100 KiB", "X-A: \(String(repeating: "a", count: 100 * 1024))"),
            get("1,000 headers", (0..<1000).map { "X-\($0): a" }.joined(separator: "\r\n")),
            get(
                "much in many headers",
                (0..<150).map { "X-\($0): \(String(repeating: "a", count: 600))" }.joined(separator: "\r\n")
            ),
            HostileRequest("no host", raw: "GET /api/v1/jobs HTTP/1.1\r\n\(account)\r\n\r\n"),
            get("two hosts", "Host: evil.example"),
            HostileRequest(
                "a host that is a path",
                raw: "GET /api/v1/jobs HTTP/1.1\r\nHost: a/b\r\n\(account)\r\n\r\n"
            ),
            HostileRequest("a host with a name", raw: "GET /api/v1/jobs HTTP/1.1\r\nHost: me@a\r\n\(account)\r\n\r\n"),
            HostileRequest(
                "a first header on two lines",
                raw: "GET /api/v1/jobs HTTP/1.1\r\n Host: a\r\n\(account)\r\n\r\n"
            ),
        ]
    }

    private var lines: [HostileRequest] {
        func line(_ name: String, _ line: String) -> HostileRequest {
            HostileRequest(name, raw: "\(line)\r\nHost: 127.0.0.1\r\n\(account)\r\n\r\n")
        }
        return [
            HostileRequest("HTTP/0.9", raw: "GET /\r\n\r\n"), line("HTTP/3.0", "GET /api/v1/jobs HTTP/3.0"),
            line("HTTP/9.9", "GET /api/v1/jobs HTTP/9.9"), line("no HTTP", "GET /api/v1/jobs HTTQ/1.1"),
            line("a method nobody has heard of", "FROBNICATE /api/v1/jobs HTTP/1.1"),
            line("a method in small letters", "get /api/v1/jobs HTTP/1.1"),
            line("a method of 5,000 letters", "\(String(repeating: "A", count: 5000)) /api/v1/jobs HTTP/1.1"),
            line("a path of 100 KiB", "GET /\(String(repeating: "a", count: 100 * 1024)) HTTP/1.1"),
            line("a query of 100 KiB", "GET /api/v1/jobs?\(String(repeating: "a", count: 100 * 1024)) HTTP/1.1"),
            line("a path with a blank", "GET /api/v1/jo bs HTTP/1.1"),
            line("a path with a zero byte", "GET /api\0 HTTP/1.1"),
            line("no path", "GET HTTP/1.1"), line("a host as path", "GET evil.example:80 HTTP/1.1"),
            line("all as path", "GET * HTTP/1.1"), line("a tunnel", "CONNECT evil.example:443 HTTP/1.1"),
            line("a fragment", "GET /api/v1/jobs#x HTTP/1.1"),
            HostileRequest("HTTP/2 by surprise", raw: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
            HostileRequest(
                "TLS by surprise",
                raw: [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3] + [UInt8](repeating: 13, count: 64)
            ),
            HostileRequest("zero bytes", raw: [UInt8](repeating: 0, count: 1000)),
            HostileRequest("another protocol", raw: "SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        ]
    }
}
