/// How long is waited for what, and how much is taken.
package struct TransferLimits: Sendable, Hashable {
    /// For the name look-up, the connection and the TLS handshake together.
    package var connect: Duration
    /// Without a byte in either direction, counted in whole seconds; `nil` waits for ever.
    package var silence: Duration?
    /// For everything together; `nil` has no limit.
    package var total: Duration?
    /// The largest body that is collected, in bytes.
    package var answer: Int

    package init(connect: Duration, silence: Duration? = nil, total: Duration? = nil, answer: Int) {
        self.connect = connect
        self.silence = silence
        self.total = total
        self.answer = answer
    }

    /// How often, at least, whoever follows a transfer is asked whether to go on.
    package static let betweenChecks = Duration.milliseconds(200)
}
