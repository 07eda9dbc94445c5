/// How far the files that this host may have open are used up, and by whom.
///
/// The keeper holds two of each process where this host does, and has the same limit.
package enum OpenFileShares {
    /// Files that no process of a job takes from a host that may have few.
    static let reserve = 64
    /// Of these, files that no connection takes: for the local socket, logs and folders.
    static let ownReserve = 24

    /// With more open, output and error output of a process have one pipe together.
    package static func separateOutputs(of limit: Int) -> Int {
        max(0, min(limit * 85 / 100, limit - reserve * 3 / 2))
    }

    /// With more open, nothing is started: the rest is for requests, logs and deployments.
    package static func starts(of limit: Int) -> Int { max(0, min(limit * 95 / 100, limit - reserve)) }

    /// With more open, connections from elsewhere are turned away.
    package static func connections(of limit: Int) -> Int { max(0, limit - ownReserve) }
}
