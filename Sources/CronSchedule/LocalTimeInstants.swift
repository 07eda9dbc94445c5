/// When a local time happens in a zone: usually once, but clocks are also put forward and back.
package enum LocalTimeInstants: Sendable, Hashable {
    case once(Int64)
    /// Clocks were put back over it: it was shown in two passes.
    case twice(first: Int64, second: Int64)
    /// Clocks were put forward over it, at this moment.
    case never(jump: Int64)
}
