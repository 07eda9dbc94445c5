/// The answer of a host, whatever its status.
package struct APIResponse: Sendable, Hashable {
    package let status: Int
    /// In the order they came, names as the host wrote them.
    package let headers: [APIHeader]
    /// Empty where the bytes were handed out one by one.
    package let body: [UInt8]

    package init(status: Int, headers: [APIHeader], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package var isSuccess: Bool { (200..<300).contains(status) }

    /// The body as text; bytes that are not UTF-8 are replaced.
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The first header of this name, in any case.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }

    /// What the host says is wrong; `nil` where the body is of another type or broken.
    package var problem: ProblemDetails? {
        guard let type = header("Content-Type") else { return nil }
        let mediaType = type.prefix { $0 != ";" && $0 != " " }.lowercased()
        return mediaType == ProblemDetails.mediaType ? ProblemDetails(parsing: body) : nil
    }
}
