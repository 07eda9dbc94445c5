import HTTPTypes
import Hummingbird

/// The fields of a form that was sent (`application/x-www-form-urlencoded`).
struct FormBody: Sendable {
    private let fields: QueryString

    init(_ request: Request, limit: Int = APIContext.maximumCollectedBody) async throws {
        let bytes = try await request.collected(upTo: limit)
        let type = (request.headers[.contentType] ?? "").prefix { $0 != ";" }.lowercased()
        guard bytes.isEmpty || type == "application/x-www-form-urlencoded" else {
            throw ProblemAnswer(.unsupportedMediaType, "This takes the fields of a form.")
        }
        fields = QueryString(String(decoding: bytes, as: UTF8.self))
    }

    /// A field that may be empty, and must be there: without it nobody meant anything.
    func required(_ name: String) throws -> String {
        guard let value = fields[name] else { throw ProblemAnswer(.badRequest, "The form has no field \"\(name)\".") }
        return value
    }

    subscript(name: String) -> String { fields[name] ?? "" }

    /// All values of a field that is there several times.
    func all(_ name: String) -> [String] { fields.all(name) }

    /// Whether a box is ticked.
    func isOn(_ name: String) -> Bool { fields[name] != nil }
}
