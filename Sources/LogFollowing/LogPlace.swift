/// A follower's place at a log, which is given back when nobody holds it any more.
final class LogPlace: Sendable {
    private let leave: @Sendable () -> Void

    init(_ leave: @escaping @Sendable () -> Void) {
        self.leave = leave
    }

    deinit {
        leave()
    }
}
