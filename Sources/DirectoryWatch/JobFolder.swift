package import JobModel

/// A folder that was meant to be a job, by its type and its name, which may be no valid job name.
package struct JobFolder: Sendable, Hashable, CustomStringConvertible {
    package let type: JobType
    package let name: String

    package init(type: JobType, name: String) {
        self.type = type
        self.name = name
    }

    package var description: String { "\(type.rawValue)/\(name)" }
}
