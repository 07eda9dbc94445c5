import JobDebugging
import LinuxSystem

/// A debug session as the host's loop holds it: what its process is started with, and who waits for that.
final class Debugging {
    let session: DebugSession
    private let waits: Bool
    private let words: [String]
    /// What the program gets as its standard input and output, where its debugger speaks over them; it is given once.
    private var streams: SharedDescriptor?
    private var outcome: Outcome?
    private var waiter: CheckedContinuation<Outcome, Never>?

    enum Outcome: Sendable {
        case up
        /// Why it came to nothing.
        case failed(String)
    }

    /// `words`: of the check that found the debugger.
    init(_ session: DebugSession, waits: Bool, words: [String], streams: SharedDescriptor?) {
        self.session = session
        self.waits = waits
        self.words = words
        self.streams = streams
    }

    func takeStreams() -> SharedDescriptor? { streams.take() }

    /// What is started; the job may have changed since the session was asked for.
    func start(_ plan: DebugPlan) throws(DebugRefusal) -> DebugStart {
        guard plan.debugger == session.debugger else {
            throw .failed("it has changed and would need \(plan.debugger.title) now")
        }
        return plan.start(port: session.port, waits: waits, words: words)
    }

    /// Only the first outcome counts.
    func settle(_ outcome: Outcome) {
        guard self.outcome == nil else { return }
        self.outcome = outcome
        waiter?.resume(returning: outcome)
        waiter = nil
    }

    /// Of one who waits.
    func wait(_ continuation: CheckedContinuation<Outcome, Never>) {
        if let outcome { return continuation.resume(returning: outcome) }
        waiter = continuation
    }
}
