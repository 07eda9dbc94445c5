import JobModel
import ProcessSupervision

/// Records as OpenTelemetry's protocol has them in JSON, for `POST …/v1/logs`.
struct OTLPLogs {
    let records: [LogRecord]
    let observed: Timestamp
    /// Names of this host.
    let resource: [(name: String, value: String)]

    var json: JSONValue {
        let scope: JSONValue = .object([
            "scope": .object(["name": .string("nyala"), "version": .string(ProgramVersion.text)]),
            "logRecords": .array(records.map(record)),
        ])
        let entry: JSONValue = .object([
            "resource": .object(["attributes": .array(Self.attributes(resource))]),
            "scopeLogs": .array([scope]),
        ])
        return .object(["resourceLogs": .array(records.isEmpty ? [] : [entry])])
    }

    private func record(_ record: LogRecord) -> JSONValue {
        let severity = Self.severity(record.level)
        // Numbers of 64 bits are texts there.
        var object: JSONObject = ["observedTimeUnixNano": .string("\(observed.nanoseconds)")]
        if let time = record.time { object["timeUnixNano"] = .string("\(time.nanoseconds)") }
        object["severityNumber"] = .integer(severity.number)
        object["severityText"] = .string(severity.text)
        object["body"] = .object(["stringValue": .string(String(decoding: record.text, as: UTF8.self))])
        object["attributes"] = .array(
            Self.attributes([
                ("nyala.job", record.log?.job.name.text ?? ""),
                ("nyala.job.type", record.log?.job.type.rawValue ?? ""),
                ("nyala.run", record.log?.run?.text ?? ""),
                ("nyala.instance", record.instance),
                ("nyala.process", record.process),
                ("nyala.stream", record.stream),
            ])
        )
        return .object(object)
    }

    private static func severity(_ level: LogLevel) -> (number: Int, text: String) {
        switch level {
        case .output, .systemInfo: (9, "INFO")
        case .systemWarning: (13, "WARN")
        case .errorOutput, .systemError: (17, "ERROR")
        }
    }

    private static func attributes(_ pairs: [(name: String, value: String)]) -> [JSONValue] {
        pairs.filter { !$0.value.isEmpty }.map { name, value in
            .object(["key": .string(name), "value": .object(["stringValue": .string(value)])])
        }
    }
}
