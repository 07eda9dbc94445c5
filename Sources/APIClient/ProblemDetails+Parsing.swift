import JobModel

extension ProblemDetails {
    /// Reads the members of this type and passes over all others; `nil` when the bytes are no JSON object.
    ///
    /// A member of the wrong type counts as missing, as the RFC asks.
    package init?(parsing bytes: [UInt8]) {
        // The reason is of no use: a broken body says as little as none.
        guard let object = (try? JSONValue.parse(bytes))?.object else { return nil }
        self.init(
            title: object["title"]?.string,
            detail: object["detail"]?.string,
            status: object["status"]?.integer,
            code: object["code"]?.string
        )
    }
}
