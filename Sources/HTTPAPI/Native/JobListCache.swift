import Hummingbird
import JobHosting
import JobModel
import NIOCore
import Synchronization

/// The last list of all jobs as it was sent, for as long as nothing happens.
///
/// A thousand jobs are half a megabyte of JSON, and a dashboard asks every second.
final class JobListCache: Sendable {
    /// One list, and of what state it is.
    struct Entry: Sendable {
        let revision: HostRevision
        let tree: TreeID?
        let body: ByteBuffer
        let tag: String
    }

    private let entry = Mutex<Entry?>(nil)

    var last: Entry? { entry.withLock { $0 } }

    func keep(_ new: Entry) {
        entry.withLock { $0 = new }
    }

    /// A run that is under way takes longer at every look, so a list with one is old at once.
    static func mayKeep(_ reports: [JobReport]) -> Bool {
        reports.allSatisfy { $0.latestRun?.outcome.isFinal ?? true }
    }
}
