import HTTPTransfer
import JobModel

/// Carries one message to a web address.
struct WebSender: Sendable {
    static let connectLimit: Duration = .seconds(5)
    /// For everything together, as in the original.
    static let totalLimit: Duration = .seconds(10)
    /// Bytes of an answer that reports a failure.
    private static let answerLimit = 64 * 1024

    let policy: NotificationPolicy
    let url: String
    var headers: [(name: String, value: String)] = []
    var body: [UInt8]
    var trustsAnyCertificate = false

    /// Blocks until there is an answer, or none.
    func send() -> DeliveryResult {
        let address: WebURL
        do throws(WebURL.Fault) {
            address = try WebURL(url)
        } catch {
            return DeliveryResult(.refused, "its address is none: \(error)")
        }
        var request = TransferRequest("POST", address.text)
        request.headers = headers.map { HTTPField($0.name, $0.value) }.filter(\.isValid)
        request.body = .bytes(body)
        request.account = address.user.map { ($0, address.password ?? "") }
        // A proxy would choose the address itself.
        request.bypassesProxy = true
        request.trustsAnyCertificate = trustsAnyCertificate
        request.isAllowed = { policy.allows($0) }
        let limits = TransferLimits(
            connect: Self.connectLimit,
            total: Self.totalLimit,
            answer: Self.answerLimit
        )
        do throws(TransferFailure) {
            let answer = try request.perform(
                limits,
                isStream: true,
                check: { Task.isCancelled ? .stop : .goOn },
                onBytes: { _ in .stop }
            )
            if answer.status == 0 { return DeliveryResult(.interrupted, "the host ends") }
            return Self.result(answer)
        } catch {
            if case .notAllowed(let address) = error {
                return DeliveryResult(
                    .refused,
                    "requests to \(address), which is no address of the internet, are refused; to allow them, put it"
                        + " into the app setting notify.allow_private"
                )
            }
            return DeliveryResult(.failed, "\(error)")
        }
    }

    private static func result(_ answer: TransferAnswer) -> DeliveryResult {
        let reason = answer.reason.isEmpty ? "status \(answer.status)" : answer.reason
        let shown = (status: StatusName.text(answer.status, answer.reason), reason: reason)
        let detail = "answered \(answer.status)\(answer.reason.isEmpty ? "" : " \(answer.reason)")"
        switch answer.status {
        case 200..<300: return DeliveryResult(.delivered, detail, answer: shown)
        case 300..<400: return DeliveryResult(.failed, "\(detail); redirections are not followed", answer: shown)
        case 410: return DeliveryResult(.gone, detail, answer: shown)
        default: return DeliveryResult(.failed, detail, answer: shown)
        }
    }
}
