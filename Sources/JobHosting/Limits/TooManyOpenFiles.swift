/// A process that is not started, for nothing else would work any more.
struct TooManyOpenFiles: Error, CustomStringConvertible {
    let limit: Int

    var description: String {
        "this host may have \(limit) files open, and keeps those that are left for itself; give it more "
            + "(LimitNOFILE= of its service, ulimit -Hn), or run fewer jobs"
    }
}
