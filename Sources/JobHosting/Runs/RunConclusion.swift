import JobModel
import LinuxSystem
import ProcessSupervision

/// What the end of a run's processes means for its record.
struct RunConclusion {
    let end: ProcessEnd
    /// Why it was told to stop, if it was.
    let stopCause: RunCause?
    /// The sentence that goes with the cause.
    let stopReason: String?
    /// Exit codes that mean success.
    var successCodes = [0]
    var limits = LimitSettings()

    func conclude(_ record: inout RunRecord) {
        record.end = end.time
        switch end.exit {
        case .code(let code):
            record.exitCode = Int(code)
            record.cause = .exit
            record.outcome = successCodes.contains(Int(code)) ? .success : .failed
        case .signal(let number):
            record.signal = SignalName.of(number)
            record.cause = .signal
            record.outcome = .failed
        }
        record.processorTime = end.usage.processorTime
        record.peakMemory = end.usage.peakMemory
        if let breach = end.breach {
            record.cause = breach.cause
            record.outcome = .failed
            record.detail = breach.description
            return
        }
        guard let stopCause else {
            if record.outcome == .failed { record.detail = LimitWords(limits).remark(on: end) }
            return
        }
        record.cause = stopCause
        switch stopCause {
        // The job's own fault, as far as Nyala can tell.
        case .timeout, .idleTimeout, .outOfMemory, .processLimit: record.outcome = .failed
        default: record.outcome = .stopped
        }
        var sentences: [String] = []
        if let stopReason { sentences.append(stopReason) }
        if end.wasKilled { sentences.append("it did not stop in its stopping_wait_time and was killed") }
        record.detail = sentences.isEmpty ? nil : sentences.joined(separator: "; ")
    }

    /// What the log says last.
    static func lines(_ record: RunRecord) -> [(level: LogLevel, text: String)] {
        let status: (LogLevel, String) = (.systemInfo, "\(statusChange)\(record.outcome.rawValue)")
        return [status] + (sentence(record).map { [(.systemError, $0)] } ?? [])
    }

    private static let statusChange = "Status changed to "

    /// Whether the log of a run says already how it ended; a host may have been killed after that.
    static func isInLog(_ path: String) -> Bool {
        let ends = [RunOutcome.success, .failed, .stopped].map { "SYS INFO] \(statusChange)\($0.rawValue)" }
        // Lines of the job itself have another level.
        let lines = JobLogTail(path: path).text.split(separator: "\n")
        return lines.contains { line in ends.contains(where: line.hasSuffix) }
    }

    /// A sentence for the run's log; `nil` for a success.
    static func sentence(_ record: RunRecord) -> String? {
        switch record.cause {
        case .exit:
            record.outcome == .success
                ? nil : "Job failed due to exit code \(record.exitCode ?? -1)\(record.detail.map { " (\($0))" } ?? "")"
        case .signal:
            "Job failed: its process was ended by \(record.signal ?? "a signal")\(record.detail.map { " (\($0))" } ?? "")"
        case .user: "the run was stopped by request"
        case .shutdown: "the run was stopped because the host is shutting down"
        case .timeout, .idleTimeout, .outOfMemory, .processLimit: "Job failed: \(record.detail ?? "")"
        case .superseded, .hostLost, .startFailed, .missed, .busy, .refused, nil: record.detail
        }
    }
}
