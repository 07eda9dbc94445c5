import HTTPTypes
import Hummingbird
import JobModel

/// The JSON object that a request brings, with clear words for what is wrong with it.
struct JSONBody {
    let object: JSONObject

    /// An empty body is an empty object.
    init(_ request: Request, limit: Int = APIContext.maximumCollectedBody) async throws {
        try self.init(try await request.collected(upTo: limit))
    }

    /// One that lies in another.
    init(_ object: JSONObject) {
        self.object = object
    }

    init(_ bytes: [UInt8]) throws {
        guard !bytes.isEmpty else {
            object = [:]
            return
        }
        let value: JSONValue
        do {
            value = try JSONValue.parseStrictly(bytes)
        } catch {
            throw ProblemAnswer(.badRequest, "the body is not JSON: \(error)")
        }
        guard let object = value.object else { throw ProblemAnswer(.badRequest, "the body must be a JSON object") }
        let keys = object.keys
        guard Set(keys).count == keys.count else {
            throw ProblemAnswer(.badRequest, "the body has a key twice; it is not clear which one counts")
        }
        self.object = object
    }

    /// Refuses members that nobody knows: they would be a slip, and not do what is expected.
    func check(only keys: String...) throws {
        guard let unknown = object.keys.first(where: { !keys.contains($0) }) else { return }
        let known = keys.map { "\"\($0)\"" }.joined(separator: ", ")
        throw ProblemAnswer(.badRequest, "\"\(unknown)\" is not known here; there are \(known)")
    }

    func text(_ key: String) throws -> String {
        guard let text = try optionalText(key) else { throw ProblemAnswer(.badRequest, "\"\(key)\" is missing") }
        return text
    }

    func optionalText(_ key: String) throws -> String? {
        guard let value = object[key], value != .null else { return nil }
        guard let text = value.string else { throw ProblemAnswer(.badRequest, "\"\(key)\" must be a text") }
        return text
    }

    func texts(_ key: String) throws -> [String] {
        guard let value = object[key] else { throw ProblemAnswer(.badRequest, "\"\(key)\" is missing") }
        let texts = (value.array ?? []).compactMap(\.string)
        guard let array = value.array, texts.count == array.count else {
            throw ProblemAnswer(.badRequest, "\"\(key)\" must be an array of texts")
        }
        return texts
    }
}
