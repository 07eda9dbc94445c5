package import JobModel

/// Why a request got no answer, or not a whole one.
///
/// The reasons are libcurl's words.
package enum TransferFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// libcurl could not be set up.
    case unavailable(reason: String)
    /// Nobody listens there, or the way there is broken.
    case unreachable(reason: String)
    /// Whoever asked does not want to connect to this address.
    case notAllowed(IPAddress)
    /// A connection was made, but the answer did not come in time.
    case timedOut(reason: String)
    /// Whatever listens there broke off, or does not speak HTTP (or TLS) as it should.
    case broken(reason: String)
    case answerTooLarge(limit: Int)
    /// The descriptor to send from ended early (no code) or failed.
    case bodyUnreadable(code: Int32?)

    package var description: String {
        switch self {
        case .unavailable(let reason): "libcurl could not be set up: \(reason)"
        case .unreachable(let reason): "nobody answers there: \(reason)"
        case .notAllowed(let address): "requests to \(address) are not allowed"
        case .timedOut(let reason): "there was no answer in time: \(reason)"
        case .broken(let reason): "the answer is unusable: \(reason)"
        case .answerTooLarge(let limit): "the answer has more than \(limit) bytes"
        case .bodyUnreadable(let code): "the body could not be read (\(code.map { "error \($0)" } ?? "it ended early"))"
        }
    }
}
