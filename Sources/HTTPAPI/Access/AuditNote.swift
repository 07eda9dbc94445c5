import Synchronization

/// What a route wants to have said of the change it makes: filled while it answers, read when it has.
final class AuditNote: Sendable {
    private struct Kept: Sendable {
        var text: String?
        var identity: Identity?
    }

    private let kept = Mutex(Kept())

    var text: String? {
        get { kept.withLock { $0.text } }
        set { kept.withLock { $0.text = newValue } }
    }

    /// Who it turned out to be, where somebody came to sign in.
    var identity: Identity? {
        get { kept.withLock { $0.identity } }
        set { kept.withLock { $0.identity = newValue } }
    }
}
