package import LinuxSystem

extension SystemLoop {
    /// Runs the body on the loop's thread and hands back its result; for what only that thread may do.
    @discardableResult
    package func perform<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            post { continuation.resume(with: Result { try body() }) }
        }
    }
}
