import HTTPTypes
import JobModel

/// An answer that a route may give.
struct APIAnswer: Sendable {
    let status: Int
    let description: String
    /// Media types, and what is in them; `nil` for what no schema can say.
    var content: [(type: String, schema: APISchema?)] = []
    var headers: [(name: String, description: String)] = []

    static func json(_ schema: APISchema, _ description: String = "What was asked for.", status: Int = 200) -> Self {
        APIAnswer(status: status, description: description, content: [("application/json", schema)])
    }

    static func text(_ description: String, status: Int = 200) -> Self {
        APIAnswer(status: status, description: description, content: [("text/plain", .text)])
    }

    static func empty(_ status: Int, _ description: String) -> Self {
        APIAnswer(status: status, description: description)
    }

    static func problem(_ status: Int, _ description: String) -> Self {
        APIAnswer(
            status: status,
            description: description,
            content: [("application/problem+json", .named("ProblemDetails"))]
        )
    }

    /// Lines that come while the work is done: `>` before each, `=` and an exit code at last.
    static let lines = text("Lines as they come, each after `>`; the last is `=` and an exit code, 0 for success.")
    static let notModified = empty(304, "The client has just that.")

    /// With the header that names the next page.
    var paged: Self {
        var answer = self
        answer.headers.append(("Link", "Where the next page is, with `rel=\"next\"`; missing on the last (RFC 8288)."))
        return answer
    }

    var form: JSONValue {
        var object: JSONObject = ["description": .string(description)]
        if !headers.isEmpty {
            var all = JSONObject()
            for (name, description) in headers {
                all[name] = .object(["description": .string(description), "schema": .object(APISchema.text.json)])
            }
            object["headers"] = .object(all)
        }
        if !content.isEmpty {
            var all = JSONObject()
            for (type, schema) in content {
                all[type] = .object(schema.map { ["schema": .object($0.json)] } ?? [:])
            }
            object["content"] = .object(all)
        }
        return .object(object)
    }
}
