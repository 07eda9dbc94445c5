/// Where lines go in the end: journald, a collector.
package protocol LogReceiver: Sendable {
    /// A word for metrics, files and messages.
    var name: String { get }
    /// As a person knows it.
    var address: String { get }
    /// Most bytes and records that it is given at a time.
    var limits: LogBatch.Limits { get }

    /// Sends records in their order, and blocks until it is known what became of them; `isCancelled` is asked meanwhile.
    func send(_ records: [LogRecord], isCancelled: @Sendable () -> Bool) -> ReceiverAnswer
    /// Why nothing can be sent now; `nil` where it can.
    func probe() -> String?
}

/// What became of a batch.
package enum ReceiverAnswer: Sendable, Hashable {
    /// All is dealt with; so many of the records were refused for good.
    case done(refused: Int, reason: String)
    /// The first so many were taken, the others can be sent again, after this time where the receiver names one.
    case failed(taken: Int, reason: String, wait: Duration?)

    static let taken = ReceiverAnswer.done(refused: 0, reason: "")
}
