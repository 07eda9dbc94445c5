import Synchronization

/// What git says while it fetches, without the password in the address.
final class FetchLines: Sendable {
    private let remote: RemoteBranch
    private let lines = Mutex<[String]>([])

    init(_ remote: RemoteBranch) {
        self.remote = remote
    }

    func take(_ line: String) -> String {
        let shown = line.split(separator: remote.url, omittingEmptySubsequences: false).joined(
            separator: remote.shownURL
        )
        lines.withLock { $0.append(shown) }
        return shown
    }

    var all: [String] { lines.withLock { $0 } }
}
