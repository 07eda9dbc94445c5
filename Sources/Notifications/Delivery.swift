package import JobModel

/// One message on its way to one target, with all it needs to get there after a crash of the host.
package struct Delivery: Sendable, Hashable {
    /// Sorts by time.
    package let id: RunID
    package let target: DeliveryTarget
    /// The name of the event.
    package let event: String
    /// The job it is about, as its path.
    package let job: String?
    package let created: Timestamp
    /// What is told, as an object of JSON.
    package let content: JSONValue
    package var attempts = 0
    package var due: Timestamp
    /// Why the last attempt failed.
    package var failure: String?

    init(
        id: RunID,
        target: DeliveryTarget,
        event: String,
        job: String?,
        created: Timestamp,
        content: JSONValue
    ) {
        self.id = id
        self.target = target
        self.event = event
        self.job = job
        self.created = created
        self.content = content
        due = created
    }
}

extension Delivery {
    var json: JSONValue {
        .object([
            "id": .string(id.text),
            "target": target.json,
            "event": .string(event),
            "job": .optional(job),
            "created": .string(created.description),
            "attempts": .integer(attempts),
            "due": .string(due.description),
            "failure": .optional(failure),
            "content": content,
        ])
    }

    init?(_ value: JSONValue) {
        guard let id = value["id"]?.string.flatMap({ RunID($0) }),
            let target = value["target"].flatMap(DeliveryTarget.init),
            let event = value["event"]?.string, let content = value["content"],
            let created = value["created"]?.string.flatMap(Timestamp.init(rfc3339:)),
            let due = value["due"]?.string.flatMap(Timestamp.init(rfc3339:))
        else { return nil }
        self.init(
            id: id,
            target: target,
            event: event,
            job: value["job"]?.string,
            created: created,
            content: content
        )
        attempts = value["attempts"]?.integer ?? 0
        self.due = due
        failure = value["failure"]?.string
    }
}
