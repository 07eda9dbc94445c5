/// Why a hook is not taken.
package enum HookFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// The address is no web address.
    case address(reason: String)
    case event
    /// The same address already wants another event.
    case conflict(event: String)
    case tooMany(limit: Int)
    case notWritten(reason: String)

    package var description: String {
        switch self {
        case .address(let reason): "\"url\" is no web address: \(reason)"
        case .event: "\"event\" must be a name of 1 to 64 letters, digits, \"-\", \"_\" and \".\""
        case .conflict(let event): "there is a hook for this address already, for the event \"\(event)\""
        case .tooMany(let limit): "there are \(limit) hooks already; remove one first"
        case .notWritten(let reason): "the hooks cannot be written: \(reason)"
        }
    }
}
