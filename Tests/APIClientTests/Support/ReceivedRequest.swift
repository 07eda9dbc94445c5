/// A request as a server got it.
struct ReceivedRequest: Sendable {
    /// `GET /api/jobs HTTP/1.1`.
    let line: String
    let headers: [String]
    /// With the marks of its chunks, where it came in chunks.
    let body: String

    init(_ text: String) {
        let blank = text.firstRange(of: "\r\n\r\n")
        let head = blank.map { text[..<$0.lowerBound] } ?? text[...]
        let lines = head.split(separator: "\r\n").map { String($0) }
        line = lines.first ?? ""
        headers = Array(lines.dropFirst())
        body = blank.map { String(text[$0.upperBound...]) } ?? ""
    }

    /// The value of the only header of this name; `nil` where there is none or several.
    func header(_ name: String) -> String? {
        let start = "\(name.lowercased()):"
        let lines = headers.filter { $0.lowercased().hasPrefix(start) }
        guard lines.count == 1, let value = lines.first?.dropFirst(start.count) else { return nil }
        return String(value.drop { $0 == " " })
    }
}
