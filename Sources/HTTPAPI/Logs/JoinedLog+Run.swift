import JobModel
import LogFollowing

extension JoinedLog {
    /// The output of a run with all its files, or of another log its newest file alone.
    init?(_ path: String, ofRun isOfRun: Bool) {
        self.init(path, older: isOfRun ? { RolledLogName.older(path, $0) } : nil)
    }
}
