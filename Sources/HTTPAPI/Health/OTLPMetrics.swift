import JobModel

/// Measurements as OpenTelemetry's protocol has them in JSON, for `POST …/v1/metrics`.
struct OTLPMetrics {
    /// Every sum counts from the host's start on.
    private static let cumulative = 2

    let families: [MetricsText.Family]
    let start: Timestamp
    let now: Timestamp
    /// Names of this host, of the resource that is measured.
    let resource: [(name: String, value: String)]

    var json: JSONValue {
        let scope: JSONValue = .object([
            "scope": .object(["name": .string("nyala"), "version": .string(ProgramVersion.text)]),
            "metrics": .array(families.filter { !$0.samples.isEmpty }.map(metric)),
        ])
        let entry: JSONValue = .object([
            "resource": .object(["attributes": .array(resource.map { Self.attribute($0.name, $0.value) })]),
            "scopeMetrics": .array([scope]),
        ])
        return .object(["resourceMetrics": .array([entry])])
    }

    private func metric(_ family: MetricsText.Family) -> JSONValue {
        let points = JSONValue.array(family.samples.map { point($0.labels, $0.value) })
        var object: JSONObject = ["name": .string(family.name), "description": .string(family.help)]
        switch family.kind {
        case .gauge: object["gauge"] = .object(["dataPoints": points])
        case .counter:
            object["sum"] = .object([
                "dataPoints": points, "aggregationTemporality": .integer(Self.cumulative), "isMonotonic": .bool(true),
            ])
        case .histogram:
            object["histogram"] = .object([
                "dataPoints": points, "aggregationTemporality": .integer(Self.cumulative),
            ])
        }
        return .object(object)
    }

    private func point(_ labels: MetricsText.Labels, _ value: MetricsText.Value) -> JSONValue {
        var object: JSONObject = [
            "attributes": .array(labels.map { Self.attribute($0.name, $0.value) }),
            // Numbers of 64 bits are texts there.
            "startTimeUnixNano": .string("\(start.nanoseconds)"),
            "timeUnixNano": .string("\(now.nanoseconds)"),
        ]
        switch value {
        case .integer(let value): object["asInt"] = .string("\(value)")
        case .number(let value): object["asDouble"] = Self.number(value)
        case .histogram(let histogram):
            let rest = histogram.total - histogram.counts.reduce(0, +)
            object["count"] = .string("\(histogram.total)")
            object["sum"] = Self.number(histogram.sum)
            object["explicitBounds"] = .array(histogram.bounds.map(Self.number))
            object["bucketCounts"] = .array((histogram.counts + [rest]).map { .string("\($0)") })
        }
        return .object(object)
    }

    private static func attribute(_ name: String, _ value: String) -> JSONValue {
        .object(["key": .string(name), "value": .object(["stringValue": .string(value)])])
    }

    private static func number(_ value: Double) -> JSONValue {
        .number(JSONNumber(value))
    }
}
