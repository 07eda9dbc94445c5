import Synchronization

/// What a route wants to have said of the change it makes: filled while it answers, read when it has.
final class AuditNote: Sendable {
    private let kept = Mutex<String?>(nil)

    var text: String? {
        get { kept.withLock { $0 } }
        set { kept.withLock { $0 = newValue } }
    }
}
