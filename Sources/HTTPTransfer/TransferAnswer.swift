/// The answer to a request, whatever its status.
package struct TransferAnswer: Sendable, Hashable {
    package let status: Int
    /// The words behind the status; a server may leave them out.
    package let reason: String
    /// In the order they came, names as the server wrote them.
    package let headers: [HTTPField]
    /// Empty where the bytes were handed out one by one.
    package let body: [UInt8]
}
