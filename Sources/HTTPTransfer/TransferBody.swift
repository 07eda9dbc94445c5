/// What a request carries.
package enum TransferBody: Sendable, Hashable {
    case none
    case bytes([UInt8])
    /// Read from the descriptor's position on, while it is sent; the caller keeps and closes it. Without a number of
    /// bytes it is sent in chunks until the descriptor ends.
    case descriptor(Int32, byteCount: Int64? = nil)
}
