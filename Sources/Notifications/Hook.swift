package import JobModel

/// A web hook of the original: an address that wants to hear of one kind of event.
package struct Hook: Sendable, Hashable {
    package let id: String
    package let url: String
    /// `PostDeployment`, `TriggeredJobFinished`, one of our own names, or a name somebody publishes.
    package let event: String
    /// Whether its certificate may be anybody's.
    package let isInsecure: Bool
    package var last: Attempt?

    /// What came of the last attempt to call it.
    package struct Attempt: Sendable, Hashable {
        package let status: String
        package let reason: String
        package let time: Timestamp
        /// What was sent.
        package let context: String

        package init(status: String, reason: String, time: Timestamp, context: String) {
            self.status = status
            self.reason = reason
            self.time = time
            self.context = context
        }
    }

    package init(id: String, url: String, event: String, isInsecure: Bool) {
        self.id = id
        self.url = url
        self.event = event
        self.isInsecure = isInsecure
    }
}

extension Hook {
    /// The original's shape, in answers and in the file.
    package var json: JSONValue {
        .object([
            "id": .string(id),
            "url": .string(url),
            "event": .string(event),
            "insecure_ssl": .bool(isInsecure),
            "last_status": .optional(last?.status),
            "last_reason": .optional(last?.reason),
            "last_datetime": .optional(last?.time.description),
            "last_context": .optional(last?.context),
        ])
    }

    init?(_ value: JSONValue) {
        guard let id = value["id"]?.string, let url = value["url"]?.string, let event = value["event"]?.string else {
            return nil
        }
        self.init(id: id, url: url, event: event, isInsecure: value["insecure_ssl"]?.bool ?? false)
        guard let status = value["last_status"]?.string,
            let time = value["last_datetime"]?.string.flatMap(Timestamp.init(rfc3339:))
        else { return }
        last = Attempt(
            status: status,
            reason: value["last_reason"]?.string ?? "",
            time: time,
            context: value["last_context"]?.string ?? ""
        )
    }
}
