import HTTPTypes
import JobModel

/// One route of the native API as the OpenAPI document describes it.
struct APIOperation: Sendable {
    let method: HTTPRequest.Method
    /// With the names of its variable parts in braces.
    let path: String
    let summary: String
    var parameters: [APIParameter] = []
    /// Media types of the body, and what is in it.
    var body: [(type: String, schema: APISchema?)] = []
    var isBodyRequired = false
    let answers: [APIAnswer]
    /// Nobody has to sign in for it.
    var isOpen = false

    init(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ summary: String,
        parameters: [APIParameter] = [],
        body: [(type: String, schema: APISchema?)] = [],
        isBodyRequired: Bool = false,
        isOpen: Bool = false,
        _ answers: APIAnswer...
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.parameters = parameters
        self.body = body
        self.isBodyRequired = isBodyRequired
        self.isOpen = isOpen
        self.answers = answers
    }

    /// The names between braces.
    private var pathNames: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// What every route may answer beside its own.
    private var commonAnswers: [APIAnswer] {
        var common = [
            APIAnswer.problem(400, "The request cannot be understood."),
            .problem(403, "Whoever asks may not do this."),
            .problem(429, "Too many wrong passwords came from this address."),
        ]
        if !isOpen || path == SessionRoutes.path { common.append(.problem(401, "Nobody has signed in.")) }
        if !pathNames.isEmpty { common.append(.problem(404, "There is no such thing.")) }
        if !body.isEmpty { common.append(.problem(413, "The body is too large.")) }
        return common
    }

    var json: JSONValue {
        var object: JSONObject = [
            "operationId": .string(identifier),
            "summary": .string(summary),
            "tags": .array([.string(tag)]),
        ]
        let own = Set(parameters.filter { $0.place == .path }.map(\.name))
        let all = pathNames.filter { !own.contains($0) }.map(APIParameter.path) + parameters
        if !all.isEmpty { object["parameters"] = .array(all.map(\.json)) }
        if !body.isEmpty {
            var content = JSONObject()
            for (type, schema) in body { content[type] = .object(schema.map { ["schema": .object($0.json)] } ?? [:]) }
            object["requestBody"] = .object(["required": .bool(isBodyRequired), "content": .object(content)])
        }
        var responses = JSONObject()
        let statuses = Set(answers.map(\.status))
        for answer in (answers + commonAnswers.filter { !statuses.contains($0.status) }).sorted(by: {
            $0.status < $1.status
        }
        ) {
            responses["\(answer.status)"] = answer.form
        }
        responses["5XX"] = APIAnswer.problem(500, "The host cannot do it now; its own log and /healthz say why.").form
        object["responses"] = .object(responses)
        if isOpen { object["security"] = .array([]) }
        return .object(object)
    }

    /// `getApiV1Jobs` and so on: method and path in one word.
    private var identifier: String {
        let parts = path.split { "/{}.-".contains($0) }.map { $0.prefix(1).uppercased() + $0.dropFirst() }
        return method.rawValue.lowercased() + parts.joined()
    }

    private var tag: String {
        path.split(separator: "/").dropFirst(path.hasPrefix("/api/v1/") ? 2 : 0).first.map(String.init) ?? "host"
    }
}
