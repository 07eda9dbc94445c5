import JobModel

/// The `status` file of a run: one JSON object on one line, with the original's members and Nyala's beside them.
enum RunStatusFile {
    static func bytes(_ record: RunRecord) -> [UInt8] {
        var object: JSONObject = [
            "Trigger": .string(record.request.trigger),
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
        object["OldestOpen"] = record.oldestOpen.map { .string($0.text) }
        object["CpuMilliseconds"] = record.processorTime.map { .integer($0.inNanoseconds / 1_000_000) }
        object["PeakMemoryBytes"] = record.peakMemory.map { .integer($0) }
        object["InputBytes"] = record.inputSize.map { .integer($0) }
        object["Queued"] = record.queued.map { .string($0.description) }
        if record.occurrences > 1 { object["Occurrences"] = .integer(record.occurrences) }
        add(record.request, to: &object)
        return JSONValue.object(object).serialized() + [UInt8(ascii: "\n")]
    }

    private static func add(_ request: RunRequest, to object: inout JSONObject) {
        object["ScheduledTime"] = request.scheduledTime.map { .string($0.rfc3339(decimals: 0)) }
        if request.attempt > 1 { object["Attempt"] = .integer(request.attempt) }
        object["RetryOf"] = request.retryOf.map { .string($0.text) }
        object["After"] = request.predecessor.map { .string($0.description) }
        object["IdempotencyKey"] = request.key.map { .string($0) }
        object["File"] = request.file.map { .string($0) }
        if !request.arguments.isEmpty { object["Arguments"] = .array(request.arguments.map(JSONValue.string)) }
    }

    /// Whether these are the bytes of one status, and not parts of two.
    static func isWhole(_ bytes: [UInt8]) -> Bool {
        // A file that is empty or cut off after a power cut stays so: to look again does no harm.
        (try? JSONValue.parse(bytes)) != nil
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
            request: request(value),
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
        record.queued = value["Queued"]?.string.flatMap(Timestamp.init(rfc3339:))
        record.processorTime = value["CpuMilliseconds"]?.integer.map { .milliseconds($0) }
        record.peakMemory = value["PeakMemoryBytes"]?.integer
        record.inputSize = value["InputBytes"]?.integer
        record.oldestOpen = value["OldestOpen"]?.string.flatMap(RunID.init)
        record.occurrences = max(1, value["Occurrences"]?.integer ?? 1)
        record.isDamaged = outcome == nil || value["StartTime"]?.string == nil
        if outcome == nil {
            record.detail = "the status file of this run is damaged"
            record.end = record.end ?? record.start
        }
        return record
    }

    private static func request(_ value: JSONValue) -> RunRequest {
        var request = RunRequest(
            trigger: value["Trigger"]?.string ?? "",
            arguments: value["Arguments"]?.array?.compactMap(\.string) ?? []
        )
        request.scheduledTime = value["ScheduledTime"]?.string.flatMap(Timestamp.init(rfc3339:))
        request.attempt = max(1, value["Attempt"]?.integer ?? 1)
        request.retryOf = value["RetryOf"]?.string.flatMap(RunID.init)
        request.predecessor = value["After"]?.string.flatMap(RunReference.init)
        request.key = value["IdempotencyKey"]?.string
        request.file = value["File"]?.string
        return request
    }
}
