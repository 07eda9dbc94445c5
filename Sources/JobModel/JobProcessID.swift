/// Names one process of a continuous job: with `instances` a job has several, counted from 0.
///
/// A version that takes over from another (`restart.overlap`) is the same one of the job's processes.
package struct JobProcessID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let job: JobID
    package let index: Int

    package init(job: JobID, index: Int) {
        self.job = job
        self.index = index
    }

    /// `continuous/NAME#0`.
    package var description: String { "\(job)#\(index)" }

    package static func < (left: Self, right: Self) -> Bool {
        (left.job, left.index) < (right.job, right.index)
    }
}

extension JobProcessID {
    /// Reads `continuous/NAME#0`; `nil` for anything else.
    package init?(path: String) {
        let parts = path.split(separator: "#", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let job = JobID(path: parts[0]), let index = Int(parts[1]), index >= 0,
            "\(index)" == parts[1]
        else { return nil }
        self.init(job: job, index: index)
    }
}
