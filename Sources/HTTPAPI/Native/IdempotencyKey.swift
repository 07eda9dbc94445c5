import HTTPTypes
import Hummingbird
import JobModel

extension Request {
    /// Characters of an `Idempotency-Key`.
    static let keyLengths = 1...255

    /// What the client calls this request; `nil` where it does not say.
    func idempotencyKey() throws -> String? {
        guard let key = headers.first(where: { $0.name.canonicalName == "idempotency-key" })?.value else { return nil }
        guard Self.keyLengths.contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ProblemAnswer(
                .badRequest,
                "Idempotency-Key must have \(Self.keyLengths.lowerBound) to \(Self.keyLengths.upperBound) visible characters"
            )
        }
        return key
    }
}
