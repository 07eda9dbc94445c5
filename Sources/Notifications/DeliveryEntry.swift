package import JobModel

/// What became of one attempt to deliver a message, or of a message that was given up.
package struct DeliveryEntry: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable, CaseIterable {
        case delivered
        /// It will be tried again.
        case failed
        /// It will not.
        case abandoned
        /// There was no room for it, or nobody to take it any more.
        case dropped
    }

    package let time: Timestamp
    package let status: Status
    package let event: String
    package let job: String?
    package let target: String
    package let attempts: Int
    /// The id of the message.
    package let delivery: String
    /// What the target answered, or why it did not.
    package let detail: String

    package init(
        _ status: Status,
        _ delivery: Delivery,
        at time: Timestamp,
        detail: String
    ) {
        self.time = time
        self.status = status
        event = delivery.event
        job = delivery.job
        target = delivery.target.shown
        attempts = delivery.attempts
        self.delivery = delivery.id.text
        self.detail = detail
    }

    package init(lost count: Int, at time: Timestamp) {
        self.time = time
        status = .dropped
        event = "\(count) events"
        job = nil
        target = ""
        attempts = 0
        delivery = ""
        detail = "so many things happened at once that nobody was told of these"
    }
}

extension DeliveryEntry {
    package var json: JSONValue {
        .object([
            "time": .string(time.description),
            "status": .string(status.rawValue),
            "event": .string(event),
            "job": .optional(job),
            "target": .string(target),
            "attempts": .integer(attempts),
            "delivery": .string(delivery),
            "detail": .string(detail),
        ])
    }

    init?(_ value: JSONValue) {
        guard let time = value["time"]?.string.flatMap(Timestamp.init(rfc3339:)),
            let status = value["status"]?.string.flatMap(Status.init(rawValue:)),
            let event = value["event"]?.string, let target = value["target"]?.string
        else { return nil }
        self.time = time
        self.status = status
        self.event = event
        job = value["job"]?.string
        self.target = target
        attempts = value["attempts"]?.integer ?? 0
        delivery = value["delivery"]?.string ?? ""
        detail = value["detail"]?.string ?? ""
    }
}
