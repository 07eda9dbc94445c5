package import Testing

/// Waits until a claim about the outside world holds, looking again every few milliseconds.
///
/// For end-to-end tests and tests with real processes only: everything else has an event to wait for. The limit is
/// generous, because it is only reached by a failure.
package func eventually(
    within limit: Duration = .seconds(90),
    _ claim: String,
    at location: SourceLocation = #_sourceLocation,
    _ holds: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while true {
        if try await holds() { return }
        guard ContinuousClock.now < deadline else {
            Issue.record("not within \(limit): \(claim)", sourceLocation: location)
            throw NotInTime(claim: claim)
        }
        try await Task.sleep(for: .milliseconds(5))
    }
}

/// Thrown so that a test ends where it waited in vain.
package struct NotInTime: Error {
    package let claim: String
}
