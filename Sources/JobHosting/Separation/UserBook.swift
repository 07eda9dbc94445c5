import JobModel
import LinuxSystem

/// Users of this machine by what settings call them, looked up again after a while.
///
/// It belongs to the host's loop.
final class UserBook {
    private static let lifetime: Duration = .seconds(5)

    private let clock: any TimeSource
    private var known: [String: (account: UserAccount?, until: MonotonicTime)] = [:]

    init(clock: any TimeSource) {
        self.clock = clock
    }

    func account(_ text: String) -> UserAccount? {
        let now = clock.monotonicTime()
        if let entry = known[text], entry.until > now { return entry.account }
        let account = UserAccount(text)
        known[text] = (account, now + Self.lifetime)
        return account
    }
}
