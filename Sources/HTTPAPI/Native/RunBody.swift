import HTTPTypes
import Hummingbird
import JobModel
import RunHistory

/// What the body of a request to run a job brings: arguments, and bytes for the run's standard input.
struct RunBody {
    /// Bytes that a run can be given on its standard input.
    static let maximumInput = 256 * 1024 * 1024

    var arguments: [String] = []
    var input: RunInput?

    /// All of the body is for the run; a request without one gives it nothing.
    static func input(_ request: Request, _ services: APIServices) async throws -> RunInput? {
        let announced = request.headers[.contentLength].flatMap { Int($0) }
        if announced == 0 || (announced == nil && request.headers[.transferEncoding] == nil) { return nil }
        let spooled = try await services.spool.spool(request, limit: maximumInput)
        return spooled.length > 0 ? .file(spooled.file, size: spooled.length) : nil
    }

    /// The body is `{"arguments": ["…"], "input": "…"}` or nothing; of any other type than JSON, it is the input, and
    /// the arguments are in the query: `?argument=…&argument=…`.
    init(_ request: Request, _ services: APIServices) async throws {
        let mediaType = (request.headers[.contentType] ?? "application/json").prefix { $0 != ";" && $0 != " " }
        arguments = request.query.all("argument")
        if mediaType.lowercased() == "application/json" {
            try await read(try await request.collected(upTo: APIContext.maximumCollectedBody), services)
        } else {
            input = try await Self.input(request, services)
        }
        guard !arguments.contains(where: { $0.utf8.contains(0) }) else {
            throw ProblemAnswer(.badRequest, "an argument cannot hold a zero byte")
        }
    }

    private mutating func read(_ body: [UInt8], _ services: APIServices) async throws {
        let body = try JSONBody(body)
        try body.check(only: "arguments", "input")
        if body.object["arguments"] != nil { arguments += try body.texts("arguments") }
        if let given = body.object["input"], given != .null {
            guard let text = given.string else {
                throw ProblemAnswer(.badRequest, "\"input\" must be a text; send bytes as a body of another type")
            }
            let spooled = try await services.spool.spool(Array(text.utf8))
            input = .file(spooled.file, size: spooled.length)
        }
    }
}
