import HTTPTypes
import JobModel

/// The OpenAPI document of the native API, which says of every route what it takes and what it answers.
enum OpenAPIDocument {
    static let version = "3.1.0"

    static let operations: [APIOperation] =
        hostOperations + jobOperations + debugOperations + runOperations + deploymentOperations + accessOperations

    static let json: JSONValue = .object([
        "openapi": .string(version),
        "info": .object([
            "title": .string("Nyala"),
            "version": .string("1"),
            "description": .string(
                "Background jobs, their runs, logs and deployments. Errors are problem details (RFC 9457)."
            ),
        ]),
        "servers": .array([.object(["url": .string("/")])]),
        "security": .array(["basic", "bearer", "session"].map { .object(JSONObject(single: $0, .array([]))) }),
        "paths": .object(paths),
        "components": .object([
            "schemas": .object(schemas),
            "securitySchemes": .object([
                "basic": .object(["type": .string("http"), "scheme": .string("basic")]),
                "bearer": .object(["type": .string("http"), "scheme": .string("bearer")]),
                "session": .object([
                    "type": .string("apiKey"), "in": .string("cookie"), "name": .string(SessionCookie.name),
                ]),
            ]),
        ]),
    ])

    private static var paths: JSONObject {
        var paths = JSONObject()
        for operation in operations {
            var item = paths[operation.path]?.object ?? JSONObject()
            item[operation.method.rawValue.lowercased()] = operation.json
            paths[operation.path] = .object(item)
        }
        return paths
    }

    private static var schemas: JSONObject {
        var all = JSONObject()
        for (name, schema) in jobSchemas + runSchemas + deploymentSchemas + hostSchemas {
            all[name] = .object(schema.json)
        }
        return all
    }
}

extension JSONObject {
    fileprivate init(single key: String, _ value: JSONValue) {
        self.init()
        self[key] = value
    }
}
