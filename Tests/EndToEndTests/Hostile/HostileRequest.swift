/// One request that nobody means well with.
struct HostileRequest: Sendable {
    let name: String
    let bytes: [UInt8]
    /// What it may be answered with.
    let statuses: ClosedRange<Int>
    /// Method and path as the audit log should have them; `nil` for what opened no door.
    var door: (method: String, path: String)?
    /// The address it comes from.
    var source = "127.0.0.1"

    static let clientErrors = 400...499

    /// A request as it goes over the wire, with a length where there is a body.
    init(
        _ name: String,
        _ method: String,
        _ path: String,
        headers: [String] = [],
        body: [UInt8]? = nil,
        statuses: ClosedRange<Int> = clientErrors
    ) {
        self.name = name
        var text = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        for header in headers { text += "\(header)\r\n" }
        if let body { text += "Content-Length: \(body.count)\r\n" }
        bytes = Array("\(text)\r\n".utf8) + (body ?? [])
        self.statuses = statuses
        if !["GET", "HEAD", "OPTIONS"].contains(method) || headers.contains(where: { $0.hasPrefix("Authorization") }) {
            door = (method, String(path.prefix { $0 != "?" }))
        }
    }

    /// Bytes as they are.
    init(_ name: String, raw bytes: [UInt8], statuses: ClosedRange<Int> = clientErrors) {
        self.name = name
        self.bytes = bytes
        self.statuses = statuses
    }

    init(_ name: String, raw text: String, statuses: ClosedRange<Int> = clientErrors) {
        self.init(name, raw: Array(text.utf8), statuses: statuses)
    }

    /// The same from another address, so that what is wrong with it is held against no other.
    func from(_ source: String) -> HostileRequest {
        var copy = self
        copy.source = source
        return copy
    }
}
