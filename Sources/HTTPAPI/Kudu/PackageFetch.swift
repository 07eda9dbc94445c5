import Glibc
import HTTPTransfer
import HTTPTypes
import JobModel
import LinuxSystem
import Notifications

/// Fetches what a client names by its address (`packageUri`) instead of sending it, into an unnamed file.
///
/// Only from addresses of the internet, unless the site's settings allow others: whoever may deploy must not get at what
/// only this machine reaches.
struct PackageFetch: Sendable {
    static let connectLimit: Duration = .seconds(10)
    static let silenceLimit: Duration = .seconds(60)
    static let totalLimit: Duration = .seconds(900)
    static let maximumRedirections = 5
    /// Bytes of an answer that reports a failure.
    private static let answerLimit = 64 * 1024

    /// Bytes that are taken.
    let limit: Int
    let policy: NotificationPolicy

    private enum Step {
        case done(length: Int)
        case onwards(String)
    }

    /// Blocks until all is there.
    func fetch(_ text: String, into file: SharedDescriptor) throws -> Int {
        var text = text
        for _ in 0...Self.maximumRedirections {
            switch try step(text, file) {
            case .done(let length): return length
            case .onwards(let next): text = next
            }
        }
        throw refusal("more than \(Self.maximumRedirections) redirections")
    }

    private func step(_ text: String, _ file: SharedDescriptor) throws -> Step {
        let address = try address(text)
        var request = TransferRequest("GET", address.text)
        request.account = address.user.map { ($0, address.password ?? "") }
        // A proxy would choose the address itself.
        request.bypassesProxy = true
        request.isAllowed = { policy.allows($0) }
        let limits = TransferLimits(
            connect: Self.connectLimit,
            silence: Self.silenceLimit,
            total: Self.totalLimit,
            answer: Self.answerLimit
        )
        var length = 0
        var failure: (any Error)?
        let answer: TransferAnswer
        do throws(TransferFailure) {
            answer = try request.perform(
                limits,
                isStream: true,
                check: { Task.isCancelled ? .stop : .goOn },
                onBytes: { bytes in
                    length += bytes.count
                    do {
                        guard length <= limit else { throw refusal("it has more than \(limit) bytes") }
                        try bytes.withUnsafeBytes { try file.write($0) }
                        return .goOn
                    } catch {
                        failure = error
                        return .stop
                    }
                }
            )
        } catch {
            if case .notAllowed(let refused) = error {
                throw refusal(
                    "requests to \(refused), which is no address of the internet, are refused; to allow them, put it into"
                        + " the app setting notify.allow_private"
                )
            }
            throw refusal("\(address.host): \(error)")
        }
        if let failure { throw failure }
        try Task.checkCancellation()
        return try judge(answer, length, from: address)
    }

    private func judge(_ answer: TransferAnswer, _ length: Int, from address: WebURL) throws -> Step {
        switch answer.status {
        case 200..<300: return .done(length: length)
        case 301, 302, 303, 307, 308:
            guard let next = answer.headers.last(where: { $0.name.lowercased() == "location" })?.value else {
                throw refusal("\(address.host) redirects to nowhere")
            }
            // Within the same host.
            guard next.hasPrefix("/"), !next.hasPrefix("//") else { return .onwards(next) }
            let authority = address.text.dropFirst("\(address.scheme)://".count).prefix { !"/?#".contains($0) }
            return .onwards("\(address.scheme)://\(authority)\(next)")
        default: throw refusal("\(address.host) answers \(answer.status) \(answer.reason)")
        }
    }

    private func address(_ text: String) throws -> WebURL {
        if let fault = WebAddress.fault(of: text) { throw refusal(fault) }
        do throws(WebURL.Fault) {
            return try WebURL(text)
        } catch {
            throw refusal("it is no address: \(error)")
        }
    }

    /// Never with the address itself, whose query is often a key.
    private func refusal(_ reason: String) -> ProblemAnswer {
        ProblemAnswer(.badRequest, "What packageUri names cannot be fetched: \(reason).")
    }
}
