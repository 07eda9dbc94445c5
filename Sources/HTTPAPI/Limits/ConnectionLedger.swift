import Synchronization

/// Counts the connections that are open, and refuses those that are too many.
final class ConnectionLedger: Sendable {
    enum Verdict: Sendable, Hashable {
        case welcome
        case tooManyFromAddress
        case tooMany
    }

    private struct Counts {
        var total = 0
        var byAddress: [String: Int] = [:]
    }

    private let counts = Mutex(Counts())

    /// Who is welcome must `leave`, and nobody else.
    func enter(_ address: String, _ limits: ConnectionLimits) -> Verdict {
        let limit = limits.countsThisMachine || !Self.isThisMachine(address) ? limits.connectionsPerAddress : Int.max
        return counts.withLock { counts in
            guard counts.total < limits.connections else { return .tooMany }
            guard counts.byAddress[address, default: 0] < limit else { return .tooManyFromAddress }
            counts.total += 1
            counts.byAddress[address, default: 0] += 1
            return .welcome
        }
    }

    func leave(_ address: String) {
        counts.withLock { counts in
            counts.total -= 1
            let left = counts.byAddress[address, default: 0] - 1
            counts.byAddress[address] = left > 0 ? left : nil
        }
    }

    var total: Int { counts.withLock { $0.total } }

    private static func isThisMachine(_ address: String) -> Bool {
        address.hasPrefix("127.") || address == "::1" || address.hasPrefix("::ffff:127.")
    }
}
