package import JobModel
package import LinuxSystem

/// The end of a supervised process tree.
package struct ProcessEnd: Sendable, Hashable {
    package let exit: ProcessExit
    package let time: Timestamp
    /// The grace ran out and the tree was killed.
    package let wasKilled: Bool

    package init(exit: ProcessExit, time: Timestamp, wasKilled: Bool) {
        self.exit = exit
        self.time = time
        self.wasKilled = wasKilled
    }
}
