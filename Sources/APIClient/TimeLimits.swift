import HTTPTransfer

/// How long a client waits for what.
package struct TimeLimits: Sendable, Hashable {
    /// For the name look-up, the connection and the TLS handshake together.
    package var connect: Duration
    /// Without a byte in either direction, counted in whole seconds; `nil` waits for ever.
    package var silence: Duration?

    /// The default silence leaves a deployment's build time to finish.
    package init(connect: Duration = .seconds(10), silence: Duration? = .seconds(600)) {
        self.connect = connect
        self.silence = silence
    }

    /// How often, at least, the follower of a stream is asked whether to go on.
    package static let betweenChecks = TransferLimits.betweenChecks
}
