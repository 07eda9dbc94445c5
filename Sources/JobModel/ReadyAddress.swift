/// Where a job on this machine answers over HTTP when it is ready: `/health` on the job's own `PORT`, or
/// `http://127.0.0.1:8080/health`.
package struct ReadyAddress: Sendable, Hashable {
    package let port: ReadySettings.Port
    /// Begins with a slash.
    package let path: String

    static let forms = #"it must be a path such as "/health", or an address such as "http://127.0.0.1:8080/health""#

    private static let hosts = ["127.0.0.1", "localhost", "[::1]"]

    /// `nil` for what is no such address.
    package init?(_ text: String) {
        // It becomes part of a request's first line.
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        if text.hasPrefix("/") {
            (port, path) = (.own, text)
            return
        }
        guard let host = Self.hosts.first(where: { text.hasPrefix("http://\($0):") }) else { return nil }
        let rest = text.dropFirst("http://\(host):".count)
        let digits = rest.prefix { $0 != "/" }
        guard digits.allSatisfy(\.isNumber), let number = Int(digits), (1...65_535).contains(number) else { return nil }
        port = .number(number)
        path = digits.count == rest.count ? "/" : String(rest.dropFirst(digits.count))
    }
}
