/// The two kinds of job, named by the folder that holds them: `continuous` jobs are kept running, `triggered` ones run
/// on demand or on a schedule.
package enum JobType: String, Sendable, Hashable, CaseIterable, Comparable {
    case continuous
    case triggered

    package static func < (left: Self, right: Self) -> Bool {
        left.rawValue < right.rawValue
    }
}
