package import JobModel

/// Slows down whoever guesses passwords: after some wrong ones, an address must wait before it may try again.
///
/// A pure state machine: time comes in as a parameter. A right password does not wipe out failures, because one client
/// behind a shared address would free the guesser beside it; they are forgotten with time instead.
package struct FailureThrottle: Sendable {
    package struct Limits: Sendable, Hashable {
        /// Failures that cost no delay: people mistype, and scripts retry.
        package var freeFailures = 10
        /// The delay after the first failure beyond those; each further one doubles it.
        package var firstDelay = Duration.seconds(1)
        package var longestDelay = Duration.seconds(60)
        /// Failures of an address are forgotten when it made no further one for this long.
        package var forgetAfter = Duration.seconds(15 * 60)
        /// Addresses remembered; beyond that, the one whose last failure is oldest is forgotten.
        package var maximumAddresses = 4096

        package init() {}
    }

    private struct Record {
        var failures: Int
        var lastFailure: MonotonicTime
        var blockedUntil: MonotonicTime
    }

    private let limits: Limits
    private var records: [ThrottledAddress: Record] = [:]

    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// How many addresses are remembered.
    package var count: Int { records.count }

    /// How long this address must still wait; `nil` when it may try now.
    package func delay(for address: ThrottledAddress, at now: MonotonicTime) -> Duration? {
        guard let record = records[address], record.blockedUntil > now else { return nil }
        return record.blockedUntil - now
    }

    /// Counts a wrong name or password.
    package mutating func recordFailure(of address: ThrottledAddress, at now: MonotonicTime) {
        if records[address] == nil, records.count >= limits.maximumAddresses { makeRoom(at: now) }
        var record = records[address] ?? Record(failures: 0, lastFailure: now, blockedUntil: now)
        if isForgotten(record, at: now) { record.failures = 0 }
        record.failures += 1
        record.lastFailure = now
        record.blockedUntil = now + delay(afterFailures: record.failures)
        records[address] = record
    }

    private func delay(afterFailures failures: Int) -> Duration {
        guard failures > limits.freeFailures else { return .zero }
        var delay = limits.firstDelay
        var doublings = failures - limits.freeFailures - 1
        while doublings > 0, delay < limits.longestDelay {
            delay *= 2
            doublings -= 1
        }
        return min(delay, limits.longestDelay)
    }

    private func isForgotten(_ record: Record, at now: MonotonicTime) -> Bool {
        now - record.lastFailure >= limits.forgetAfter
    }

    private mutating func makeRoom(at now: MonotonicTime) {
        records = records.filter { !isForgotten($0.value, at: now) }
        guard records.count >= limits.maximumAddresses else { return }
        if let oldest = records.min(by: { $0.value.lastFailure < $1.value.lastFailure }) {
            records[oldest.key] = nil
        }
    }
}
