package import JobModel

/// A limit that a job was ended for.
package struct LimitBreach: Sendable, Hashable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        case memory
        case processes
    }

    package let kind: Kind
    package let limit: Int
    /// How much it was, where it was counted.
    package let found: Int?

    package init(_ kind: Kind, limit: Int, found: Int? = nil) {
        self.kind = kind
        self.limit = limit
        self.found = found
    }

    package var cause: RunCause {
        switch kind {
        case .memory: .outOfMemory
        case .processes: .processLimit
        }
    }

    package var description: String {
        switch kind {
        case .memory:
            let found = found.map { "it used \(ByteSizeText.shown($0)) of memory" } ?? "it used more memory than it may"
            return "\(found); limits.memory is \(ByteSizeText.shown(limit))"
        case .processes:
            let found = found.map { "it had \($0) processes and threads" } ?? "it had more processes than it may"
            return "\(found); limits.processes is \(limit)"
        }
    }
}
