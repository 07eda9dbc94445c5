package import JobModel

/// What became of a run, in words.
package enum RunWords {
    static func mark(_ outcome: RunOutcome) -> HTML {
        Mark.html(icon(outcome), tone(outcome), word(outcome))
    }

    package static func word(_ outcome: RunOutcome) -> String {
        switch outcome {
        case .initializing: "Starting"
        case .queued: "Waiting"
        case .running: "Running"
        case .success: "Succeeded"
        case .failed: "Failed"
        case .stopped: "Stopped"
        case .aborted: "Lost"
        case .skipped: "Did not run"
        }
    }

    static func icon(_ outcome: RunOutcome) -> Icon {
        switch outcome {
        case .initializing, .queued: .waiting
        case .running: .running
        case .success: .succeeded
        case .failed, .aborted: .failed
        case .stopped: .stopped
        case .skipped: .skipped
        }
    }

    static func tone(_ outcome: RunOutcome) -> Tone {
        switch outcome {
        case .initializing, .queued: .quiet
        case .running: .active
        case .success: .good
        case .failed, .aborted: .bad
        case .stopped: .quiet
        case .skipped: .warning
        }
    }

    /// Why it ended as it did, as a sentence without its full stop; `nil` where there is nothing to explain.
    package static func reason(_ run: RunRecord) -> String? {
        if run.outcome == .success || !run.outcome.isFinal { return nil }
        if let detail = run.detail { return detail }
        switch run.cause {
        case .exit?, nil: return run.exitCode.map { "it ended with exit code \($0)" }
        case .signal?: return "it was ended by \(run.signal ?? "a signal") that Nyala did not send"
        case .timeout?: return "it took longer than its timeout allows"
        case .idleTimeout?: return "it was without output and CPU for longer than its idle_timeout allows"
        case .outOfMemory?: return "it used more memory than its limit allows"
        case .processLimit?: return "it had more processes than its limit allows"
        case .user?: return "somebody stopped it"
        case .superseded?: return "a newer run took its place"
        case .shutdown?: return "the host was shut down"
        case .hostLost?: return "the host ended without stopping it"
        case .startFailed?: return "it could not be started"
        case .missed?: return "its time passed while the host was down"
        case .busy?: return "another run of the job was under way"
        case .refused?: return "the job could not run"
        }
    }
}
