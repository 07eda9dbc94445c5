/// Names one job of a site: the same name may stand once under `continuous` and once under `triggered`.
package struct JobID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let type: JobType
    package let name: JobName

    package init(type: JobType, name: JobName) {
        self.type = type
        self.name = name
    }

    /// `continuous/NAME` or `triggered/NAME`: the job's path below the jobs folder.
    package var description: String { "\(type.rawValue)/\(name)" }

    package static func < (left: Self, right: Self) -> Bool {
        (left.type, left.name) < (right.type, right.name)
    }
}

extension JobID {
    /// Reads `continuous/NAME` or `triggered/NAME`; `nil` for anything else.
    package init?(path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let type = JobType(rawValue: parts[0]), let name = try? JobName(parts[1]) else {
            return nil
        }
        self.init(type: type, name: name)
    }
}
