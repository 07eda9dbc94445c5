import HTTPTypes
import NIOHTTP1

/// What is wrong with what a client sends, so that nothing more is read from it.
enum ConnectionFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// The headers can be understood in two ways, or not at all.
    case badHead(String)
    /// More headers than are read.
    case tooManyHeaders
    /// What is sent is no HTTP.
    case noHTTP(String)
    case slowHead
    case slowBody

    init?(_ error: any Error) {
        switch error {
        case let fault as ConnectionFault: self = fault
        case HTTPParserError.headerOverflow: self = .tooManyHeaders
        case let error as HTTPParserError: self = .noHTTP("\(error)")
        default: return nil
        }
    }

    var status: HTTPResponse.Status {
        switch self {
        case .badHead, .noHTTP: .badRequest
        case .tooManyHeaders: .requestHeaderFieldsTooLarge
        case .slowHead, .slowBody: .requestTimeout
        }
    }

    var description: String {
        switch self {
        case .badHead(let reason): "The request cannot be taken: \(reason)."
        case .tooManyHeaders:
            "The first line and the headers of a request may have \(ConnectionLimits.maximumHeaders) bytes, "
                + "\(ConnectionLimits.maximumHeader) in one and \(ConnectionLimits.maximumHeaderCount) of them."
        case .noHTTP(let reason): "The request is not HTTP: \(reason)."
        case .slowHead: "The request did not come in time."
        case .slowBody: "The body of the request did not come in time."
        }
    }

    var answer: ProblemAnswer { ProblemAnswer(status, description) }
}
