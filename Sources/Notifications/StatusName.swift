/// The status of an answer in one word, as the original's clients know it: `OK`, `NotFound`.
enum StatusName {
    static func text(_ status: Int, _ reason: String) -> String {
        if let name = names[status] { return name }
        return String(status)
    }

    private static let names = [
        200: "OK", 201: "Created", 202: "Accepted", 204: "NoContent", 301: "MovedPermanently", 302: "Found",
        303: "SeeOther", 304: "NotModified", 307: "TemporaryRedirect", 400: "BadRequest", 401: "Unauthorized",
        403: "Forbidden", 404: "NotFound", 405: "MethodNotAllowed", 406: "NotAcceptable", 408: "RequestTimeout",
        409: "Conflict", 410: "Gone", 411: "LengthRequired", 413: "RequestEntityTooLarge", 415: "UnsupportedMediaType",
        500: "InternalServerError", 501: "NotImplemented", 502: "BadGateway", 503: "ServiceUnavailable",
        504: "GatewayTimeout",
    ]
}
