package import JobModel

/// Why a job could not be built, with the file and line to look at.
package struct BuildFailure: Error, Sendable, Hashable {
    package let problem: Problem

    package init(_ problem: Problem) {
        self.problem = problem
    }
}
