import JobModel

/// How triggered jobs are run, as a Swagger 2.0 document with one path a job; tools make forms and connectors of it.
enum SwaggerDocument {
    static func triggeredJobs(_ names: [String]) -> JSONValue {
        var paths: JSONObject = [:]
        for name in names { paths["/api/triggeredjobs/\(QueryString.encode(name))/run"] = .object(["post": run(name)]) }
        return .object([
            "swagger": .string("2.0"),
            "info": .object(["version": .string("v1"), "title": .string("WebJobs")]),
            "host": .string("placeHolder"),
            "schemes": .array([.string("https")]),
            "paths": .object(paths),
        ])
    }

    private static func run(_ name: String) -> JSONValue {
        let success: JSONValue = .object(["description": .string("Success")])
        return .object([
            "deprecated": .bool(false),
            "operationId": .string(name),
            "consumes": .array([]),
            "produces": .array([]),
            "responses": .object(["200": success, "default": success]),
            "parameters": .array([
                .object([
                    "name": .string("arguments"),
                    "in": .string("query"),
                    "description": .string("Web Job Arguments"),
                    "required": .bool(false),
                    "type": .string("string"),
                ])
            ]),
        ])
    }
}
