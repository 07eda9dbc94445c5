import JobModel

/// The `status` file of a run: one JSON object on one line, with the original's members and Nyala's beside them.
enum RunStatusFile {
    static func bytes(_ record: RunRecord) -> [UInt8] {
        var object: JSONObject = [
            "Trigger": .string(record.trigger),
            "Status": .string(record.outcome.rawValue),
            "StartTime": .string(record.start.description),
        ]
        // As in the original, what is not known is left out.
        object["EndTime"] = record.end.map { .string($0.description) }
        object["Cause"] = record.cause.map { .string($0.rawValue) }
        object["ExitCode"] = record.exitCode.map { .integer($0) }
        object["Signal"] = record.signal.map { .string($0) }
        object["Detail"] = record.detail.map { .string($0) }
        object["Version"] = record.version.map { .string($0.hexadecimal) }
        object["ProcessId"] = record.processID.map { .integer($0) }
        object["ScheduledTime"] = record.scheduledTime.map { .string($0.rfc3339(decimals: 0)) }
        if record.attempt > 1 { object["Attempt"] = .integer(record.attempt) }
        if record.occurrences > 1 { object["Occurrences"] = .integer(record.occurrences) }
        if !record.arguments.isEmpty { object["Arguments"] = .array(record.arguments.map(JSONValue.string)) }
        return JSONValue.object(object).serialized() + [UInt8(ascii: "\n")]
    }

    /// The record of a status file; a file that is empty, cut off or foreign still gives a record, so that it can never
    /// stand in the way of the next run.
    static func record(_ bytes: [UInt8], id: RunID, job: JobName) -> RunRecord {
        // An unreadable file is an aborted run; its folder's name tells the start.
        let value = (try? JSONValue.parse(bytes)) ?? .object([:])
        let outcome = value["Status"]?.string.flatMap(RunOutcome.init(rawValue:))
        var record = RunRecord(
            id: id,
            job: job,
            trigger: value["Trigger"]?.string ?? "",
            arguments: value["Arguments"]?.array?.compactMap(\.string) ?? [],
            version: value["Version"]?.string.flatMap(TreeID.init(hexadecimal:)),
            start: value["StartTime"]?.string.flatMap(Timestamp.init(rfc3339:)) ?? id.start,
            outcome: outcome ?? .aborted
        )
        record.end = value["EndTime"]?.string.flatMap(Timestamp.init(rfc3339:))
        record.cause = value["Cause"]?.string.flatMap(RunCause.init(rawValue:))
        record.exitCode = value["ExitCode"]?.integer
        record.signal = value["Signal"]?.string
        record.detail = value["Detail"]?.string
        record.processID = value["ProcessId"]?.integer
        record.scheduledTime = value["ScheduledTime"]?.string.flatMap(Timestamp.init(rfc3339:))
        record.attempt = max(1, value["Attempt"]?.integer ?? 1)
        record.occurrences = max(1, value["Occurrences"]?.integer ?? 1)
        if outcome == nil {
            record.detail = "the status file of this run is damaged"
            record.end = record.end ?? record.start
        }
        return record
    }
}
