import JobModel

/// What a value in a request or an answer looks like, as JSON Schema 2020-12 says it.
struct APISchema: Sendable {
    let json: JSONObject

    static let text = APISchema(json: ["type": .string("string")])
    static let integer = APISchema(json: ["type": .string("integer")])
    static let boolean = APISchema(json: ["type": .string("boolean")])
    static let time = APISchema(json: ["type": .string("string"), "format": .string("date-time")])
    /// Any JSON.
    static let anything = APISchema(json: [:])
    /// An object with members of somebody else's.
    static let freeObject = APISchema(json: ["type": .string("object")])

    static func text(_ lengths: ClosedRange<Int>) -> APISchema {
        var json = text.json
        json["minLength"] = .integer(lengths.lowerBound)
        json["maxLength"] = .integer(lengths.upperBound)
        return APISchema(json: json)
    }

    static func text(matching pattern: String) -> APISchema {
        var json = text.json
        json["pattern"] = .string(pattern)
        return APISchema(json: json)
    }

    /// Of so many characters, none of which is a control character.
    static func line(_ lengths: ClosedRange<Int>) -> APISchema {
        var json = text(lengths).json
        json["pattern"] = .string(#"^[^\u0000-\u001F\u007F-\u009F]*$"#)
        return APISchema(json: json)
    }

    /// What can be handed to a process: C ends a text at a zero byte.
    static let argument = text(matching: #"^[^\u0000]*$"#)

    static func integer(_ range: ClosedRange<Int>) -> APISchema {
        var json = integer.json
        json["minimum"] = .integer(range.lowerBound)
        json["maximum"] = .integer(range.upperBound)
        return APISchema(json: json)
    }

    static func array(atLeastOneOf element: APISchema) -> APISchema {
        var json = array(element).json
        json["minItems"] = .integer(1)
        return APISchema(json: json)
    }

    static func words(_ words: [String]) -> APISchema {
        APISchema(json: ["type": .string("string"), "enum": .array(words.map(JSONValue.string))])
    }

    static func array(_ element: APISchema) -> APISchema {
        APISchema(json: ["type": .string("array"), "items": .object(element.json)])
    }

    /// Of this form or `null`.
    static func optional(_ schema: APISchema) -> APISchema {
        var json = schema.json
        if let type = json["type"], json["enum"] == nil {
            json["type"] = .array([type, .string("null")])
            return APISchema(json: json)
        }
        return APISchema(json: ["anyOf": .array([.object(json), .object(["type": .string("null")])])])
    }

    static func either(_ one: APISchema, _ other: APISchema) -> APISchema {
        APISchema(json: ["anyOf": .array([.object(one.json), .object(other.json)])])
    }

    /// One of the named schemas of the document.
    static func named(_ name: String) -> APISchema {
        APISchema(json: ["$ref": .string("#/components/schemas/\(name)")])
    }

    /// An object with just these members.
    static func object(
        _ members: KeyValuePairs<String, APISchema>,
        optional: KeyValuePairs<String, APISchema> = [:]
    ) -> APISchema {
        var properties = JSONObject()
        for (name, schema) in members { properties[name] = .object(schema.json) }
        for (name, schema) in optional { properties[name] = .object(schema.json) }
        var json: JSONObject = ["type": .string("object"), "properties": .object(properties)]
        if !members.isEmpty { json["required"] = .array(members.map { .string($0.key) }) }
        json["additionalProperties"] = .bool(false)
        return APISchema(json: json)
    }

    /// The same, with words about it.
    func saying(_ description: String) -> APISchema {
        var json = json
        json["description"] = .string(description)
        return APISchema(json: json)
    }
}
