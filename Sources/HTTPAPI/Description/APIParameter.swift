import JobModel

/// A part of a request's path, query or head that a route understands.
struct APIParameter: Sendable {
    enum Place: String, Sendable {
        case path, query, header
    }

    let name: String
    let place: Place
    let schema: APISchema
    let description: String

    static func query(_ name: String, _ schema: APISchema, _ description: String) -> APIParameter {
        APIParameter(name: name, place: .query, schema: schema, description: description)
    }

    static func header(_ name: String, _ schema: APISchema, _ description: String) -> APIParameter {
        APIParameter(name: name, place: .header, schema: schema, description: description)
    }

    /// `?name`, `?name=true`.
    static func flag(_ name: String, _ description: String) -> APIParameter {
        .query(name, .words(["", "true", "1", "yes", "false", "0", "no"]), description)
    }

    /// The ids of runs: a date, and the digits of a time that may have been counted up.
    static let runPattern = "^[0-9]{4}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{10}$"

    /// What stands in a path between braces, by its name.
    static func path(_ name: String) -> APIParameter {
        let (schema, description): (APISchema, String) =
            switch name {
            case "type": (.words(JobType.allCases.map(\.rawValue)), "The type of the job.")
            case "name": (.text(matching: "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"), "The name of the job.")
            case "run": (.text(matching: runPattern), "The id of the run.")
            case "secret": (.text(matching: "^[A-Za-z_][A-Za-z0-9_]{0,127}$"), "The name of the secret.")
            case "account": (.text(matching: "^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$"), "The name of the account.")
            default: (.text(1...100), "The id.")
            }
        return APIParameter(name: name, place: .path, schema: schema, description: description)
    }

    var json: JSONValue {
        .object([
            "name": .string(name),
            "in": .string(place.rawValue),
            "required": .bool(place == .path),
            "description": .string(description),
            "schema": .object(schema.json),
        ])
    }
}
