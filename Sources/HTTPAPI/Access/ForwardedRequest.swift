import JobModel

/// What a trusted proxy says of the request that it passes on: who made it, and under which address of this host.
struct ForwardedRequest: Sendable, Hashable {
    /// The client's address; `nil` where the proxy says none.
    private(set) var client: String?
    /// `http` or `https`.
    private(set) var scheme: String?
    /// Name and port as the client wrote them.
    private(set) var host: String?

    /// Takes the values of `X-Forwarded-For`, `-Proto` and `-Host`, each as it came, in the order of the headers.
    ///
    /// Of several the last counts, which the nearest proxy wrote: whatever stands before it, the client may have made up.
    /// Of addresses it is the last that is no trusted proxy's own.
    init(clients: [String], schemes: [String], hosts: [String], isTrusted: (String) -> Bool) {
        let addresses = Self.items(clients).map(Self.withoutPort)
        client = addresses.last { !isTrusted($0) } ?? addresses.first
        if let client, IPAddress(ofClient: client) == nil { self.client = nil }
        scheme = Self.items(schemes).last.map { $0.lowercased() }.flatMap { ["http", "https"].contains($0) ? $0 : nil }
        host = Self.items(hosts).last.flatMap { Self.isHost($0) ? $0 : nil }
    }

    private static func items(_ values: [String]) -> [String] {
        values.flatMap { $0.split(separator: ",") }.map { String($0.filter { $0 != " " && $0 != "\t" }) }
    }

    /// `1.2.3.4:5678` and `[::1]:5678`, as some proxies write.
    private static func withoutPort(_ text: String) -> String {
        if text.hasPrefix("[") { return String(text.dropFirst().prefix { $0 != "]" }) }
        let colons = text.count { $0 == ":" }
        return colons == 1 ? String(text.prefix { $0 != ":" }) : text
    }

    private static func isHost(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 255
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-_:[]".contains($0)) }
    }
}
