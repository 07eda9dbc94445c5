/// What a host says is wrong with a request (RFC 9457, `application/problem+json`).
package struct ProblemDetails: Sendable, Hashable, CustomStringConvertible {
    package static let mediaType = "application/problem+json"

    package let title: String?
    package let detail: String?
    package let status: Int?
    /// A stable word for programs.
    package let code: String?

    package init(title: String? = nil, detail: String? = nil, status: Int? = nil, code: String? = nil) {
        self.title = title
        self.detail = detail
        self.status = status
        self.code = code
    }

    /// The most telling sentence there is.
    package var description: String {
        detail ?? title ?? status.map { "the host answered with status \($0)" } ?? "the host gave no reason"
    }
}
