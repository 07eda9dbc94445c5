/// How far jobs may use up the files that this host may have open.
///
/// The keeper holds two of each process where this host does, and has the same limit.
enum OpenFileShares {
    /// With more open, output and error output of a process have one pipe together.
    static func separateOutputs(of limit: Int) -> Int { limit * 85 / 100 }

    /// With more open, nothing is started: the rest is for requests, logs and deployments.
    static func starts(of limit: Int) -> Int { limit * 95 / 100 }
}

/// A process that is not started, for nothing else would work any more.
struct TooManyOpenFiles: Error, CustomStringConvertible {
    let limit: Int

    var description: String {
        "this host may have \(limit) files open, and keeps those that are left for itself; give it more "
            + "(LimitNOFILE= of its service, ulimit -Hn), or run fewer jobs"
    }
}
