import Clibcurl

extension TransferRequest {
    /// Whether somebody who follows a transfer wants more of it.
    package enum Decision: Sendable, Hashable {
        case goOn
        case stop
    }

    /// Sends the request; blocks until the answer is there, or either closure says to stop.
    ///
    /// `check` is asked at least every ``TransferLimits/betweenChecks``, also while nothing arrives. The body of a stream
    /// is handed out as it arrives; that of an answer that reports a failure is collected all the same.
    package func perform(
        _ limits: TransferLimits,
        isStream: Bool = false,
        check: () -> Decision = { .goOn },
        onBytes: ([UInt8]) -> Decision = { _ in .goOn }
    ) throws(TransferFailure) -> TransferAnswer {
        let exchange = Exchange(sending: body, isAllowed: isAllowed)
        var transfer = try CurlTransfer(exchange: exchange)
        try transfer.prepare(self, limits)
        var collected: [UInt8] = []
        while true {
            let isRunning = try transfer.step()
            let arrived = exchange.takeArrived()
            if isStream, (200..<300).contains(exchange.status) {
                if !arrived.isEmpty, onBytes(arrived) == .stop { break }
            } else {
                collected += arrived
                guard collected.count <= limits.answer else { throw .answerTooLarge(limit: limits.answer) }
            }
            if let ending = transfer.ending() {
                if let failure = Self.failure(ending, transfer, exchange) { throw failure }
                break
            }
            guard isRunning else { throw .unavailable(reason: "the transfer ended without a result") }
            if check() == .stop { break }
            try transfer.wait(atMost: TransferLimits.betweenChecks)
        }
        return TransferAnswer(
            status: exchange.status,
            reason: exchange.reason,
            headers: exchange.headers,
            body: collected
        )
    }

    private static func failure(
        _ ending: (code: CURLcode, reason: String),
        _ transfer: borrowing CurlTransfer,
        _ exchange: Exchange
    ) -> TransferFailure? {
        switch exchange.bodyFailure {
        case .endedEarly: return .bodyUnreadable(code: nil)
        case .failed(let code): return .bodyUnreadable(code: code)
        case nil: break
        }
        switch ending.code {
        case CURLE_OK where exchange.isHeadComplete:
            return nil
        case CURLE_OK:
            return .broken(reason: "it broke off before the end of its head")
        case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            if let address = exchange.refusedAddress { return .notAllowed(address) }
            return .unreachable(reason: ending.reason)
        case CURLE_OPERATION_TIMEDOUT where !transfer.isConnected:
            return .unreachable(reason: ending.reason)
        case CURLE_OPERATION_TIMEDOUT:
            return .timedOut(reason: ending.reason)
        default:
            return .broken(reason: ending.reason)
        }
    }
}
