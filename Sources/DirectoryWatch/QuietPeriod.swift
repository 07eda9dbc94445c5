import JobModel

/// Decides when a folder that changes has come to rest; pure, time comes in as a parameter.
///
/// One changed file is taken up after a moment; once a second one changes or a folder is made, the wait is longer, because
/// a copy or a checkout is under way. Files still open for writing are waited for. A stream of changes that never ends is
/// interrupted all the same: the content decides what happens then.
struct QuietPeriod {
    /// The two waits of the adaptive rule.
    static let afterLoneChange: Duration = .milliseconds(20)
    static let afterSeveralChanges: Duration = .milliseconds(250)
    /// From the first change on, however many follow.
    static let longestStream: Duration = .seconds(5)
    /// For a file that is being written; longer, and it is a file that somebody keeps open, such as a log.
    static let longestWriting: Duration = .seconds(30)

    enum Change: Hashable {
        /// A new file that somebody has open.
        case created(String)
        case written(String)
        case closed(String)
        case removed(String)
        /// A new folder: its files are about to follow.
        case madeFolder(String)
        /// Complete by itself: a rename, a link, an attribute, a folder.
        case other(String)

        var path: String {
            switch self {
            case .created(let path), .written(let path), .closed(let path), .removed(let path), .madeFolder(let path),
                .other(let path):
                path
            }
        }
    }

    /// `nil`: the adaptive rule.
    var setting: Duration?

    private var first: MonotonicTime?
    private var last = MonotonicTime(nanoseconds: 0)
    private var paths: Set<String> = []
    private var created: Set<String> = []
    private var open: Set<String> = []
    private var hasNewFolder = false
    /// Files that were once given up waiting for.
    private var keptOpen: Set<String> = []

    init(setting: Duration? = nil) {
        self.setting = setting
    }

    var isPending: Bool { first != nil }

    mutating func note(_ change: Change, at now: MonotonicTime) {
        if first == nil { first = now }
        last = now
        paths.insert(change.path)
        switch change {
        case .created(let path):
            created.insert(path)
            open.insert(path)
        case .written(let path):
            if !keptOpen.contains(path) { open.insert(path) }
        case .closed(let path):
            open.remove(path)
            keptOpen.remove(path)
        case .removed(let path):
            open.remove(path)
            keptOpen.remove(path)
            // A temporary file that came and went (an editor's, `sed -i`) is no second change.
            if created.remove(path) != nil { paths.remove(path) }
        case .madeFolder:
            hasNewFolder = true
        case .other:
            break
        }
    }

    /// When to look next; `nil` when nothing is pending.
    var deadline: MonotonicTime? {
        guard let first else { return nil }
        if !open.isEmpty { return first + Self.longestWriting }
        return min(last + wait, max(first + Self.longestStream, last))
    }

    /// Ends the wait: the folder is looked at now.
    mutating func settle() {
        keptOpen.formUnion(open)
        first = nil
        hasNewFolder = false
        paths.removeAll(keepingCapacity: true)
        created.removeAll(keepingCapacity: true)
        open.removeAll(keepingCapacity: true)
    }

    private var wait: Duration {
        setting ?? (paths.count > 1 || hasNewFolder ? Self.afterSeveralChanges : Self.afterLoneChange)
    }
}
