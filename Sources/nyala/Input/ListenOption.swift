import HTTPAPI

/// Reads `HOST:PORT`.
enum ListenOption {
    static func parse(_ text: String) throws -> HTTPService.ListenAddress {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw CommandFailure(
                .usage,
                "\"\(text)\" is no address to listen on; write HOST:PORT, such as 127.0.0.1:8080"
            )
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return HTTPService.ListenAddress(host: host.isEmpty ? "0.0.0.0" : host, port: Int(port))
    }
}
