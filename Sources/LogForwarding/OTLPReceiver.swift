import HTTPTransfer
import JobModel
import LinuxSystem

/// A collector that speaks OpenTelemetry's protocol: HTTP with JSON.
struct OTLPReceiver: LogReceiver {
    static let connectLimit: Duration = .seconds(5)
    static let totalLimit: Duration = .seconds(10)
    /// Bytes of an answer that are read.
    private static let answerLimit = 64 * 1024
    /// With these, and with no others, the receiver asks for the same once more.
    private static let passingTroubles: Set<Int> = [429, 502, 503, 504]

    let name = "otlp"
    let address: String
    let limits = LogBatch.Limits(records: 1000, bytes: 512 * 1024)
    let headers: [HTTPField]
    let account: (user: String, password: String)?
    let resource: [(name: String, value: String)]
    let clock: any TimeSource

    func send(_ records: [LogRecord], isCancelled: @Sendable () -> Bool) -> ReceiverAnswer {
        var request = TransferRequest("POST", address)
        request.headers = headers + [HTTPField("Content-Type", "application/json")]
        let logs = OTLPLogs(records: records, observed: clock.wallTime(), resource: resource)
        request.body = .bytes(logs.json.serialized())
        request.account = account
        let limits = TransferLimits(connect: Self.connectLimit, total: Self.totalLimit, answer: Self.answerLimit)
        do throws(TransferFailure) {
            let answer = try request.perform(limits, check: { isCancelled() ? .stop : .goOn })
            return Self.meaning(of: answer, records: records.count)
        } catch {
            return .failed(taken: 0, reason: "\(error)", wait: nil)
        }
    }

    /// An empty request is a good one.
    func probe() -> String? {
        switch send([], isCancelled: { false }) {
        case .done(0, let reason) where reason.isEmpty: nil
        case .done(_, let reason), .failed(_, let reason, _): reason
        }
    }

    /// As the protocol says: a part may be refused, some troubles pass, and what else is wrong with a request will be
    /// wrong with it the next time.
    static func meaning(of answer: TransferAnswer, records: Int) -> ReceiverAnswer {
        let words = "it answers \(answer.status)\(answer.reason.isEmpty ? "" : " \(answer.reason)")"
        switch answer.status {
        case 200..<300:
            // A receiver may answer with nothing at all.
            let part = (try? JSONValue.parse(answer.body))?["partialSuccess"]
            let refused = part?["rejectedLogRecords"].flatMap { $0.integer ?? $0.string.flatMap { Int($0) } } ?? 0
            let reason = part?["errorMessage"]?.string ?? ""
            return .done(refused: min(max(0, refused), records), reason: refused > 0 ? "\(words): \(reason)" : "")
        case 400..<600 where !passingTroubles.contains(answer.status):
            return .done(refused: records, reason: words)
        default:
            let asked = answer.headers.last { $0.name.lowercased() == "retry-after" }.flatMap { Int($0.value) }
            return .failed(taken: 0, reason: words, wait: asked.map { .seconds(min(max(0, $0), longestAsked)) })
        }
    }

    /// Seconds; see ``SinkBackoff``.
    private static let longestAsked = 86_400
}
