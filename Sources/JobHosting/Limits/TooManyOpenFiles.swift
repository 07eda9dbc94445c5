import Glibc
import LinuxSystem

/// A process that is not started, for nothing else would work any more.
struct TooManyOpenFiles: Error, CustomStringConvertible {
    let limit: Int

    /// Whether so many files are open that nothing is started; `nil` while there is room.
    ///
    /// The system gives out the lowest number that is free, so a new one tells how many are taken.
    static var now: TooManyOpenFiles? {
        let limit = OpenFileLimit.current
        guard let probe = try? Descriptor.open("/dev/null", O_RDONLY) else { return TooManyOpenFiles(limit: limit) }
        return Self(taken: Int(probe.number), of: limit)
    }

    init(limit: Int) {
        self.limit = limit
    }

    /// `nil` while there is room.
    init?(taken: Int, of limit: Int) {
        guard taken >= OpenFileShares.starts(of: limit) else { return nil }
        self.init(limit: limit)
    }

    var description: String {
        "this host may have \(limit) files open, and keeps those that are left for itself; give it more "
            + "(LimitNOFILE= of its service, ulimit -Hn), or run fewer jobs"
    }
}
