import JobModel

/// A push that was let through: the branch moves when git has heard of it.
struct AcceptedPush: Sendable, Hashable {
    /// Git takes some milliseconds; a branch that has not moved by then will not any more.
    static let movingTime = Duration.seconds(10)

    let oldCommit: String
    let newCommit: String
    let time: MonotonicTime

    /// Where the branch is, or is about to be; `head` is where it is said to be.
    func head(_ head: String?, at now: MonotonicTime) -> String? {
        let hasNotMoved = (head ?? oldCommit) == oldCommit
        return hasNotMoved && now - time < Self.movingTime ? newCommit : head
    }
}
