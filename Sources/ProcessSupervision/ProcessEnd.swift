package import JobModel
package import LinuxSystem

/// The end of a supervised process tree.
package struct ProcessEnd: Sendable, Hashable {
    package let exit: ProcessExit
    package let time: Timestamp
    /// The grace ran out and the tree was killed.
    package let wasKilled: Bool
    /// Of the whole tree where the kernel counts it, else of its first process.
    package let usage: ProcessUsage
    /// The limit that it was ended for.
    package let breach: LimitBreach?

    package init(
        exit: ProcessExit,
        time: Timestamp,
        wasKilled: Bool,
        usage: ProcessUsage = ProcessUsage(),
        breach: LimitBreach? = nil
    ) {
        self.exit = exit
        self.time = time
        self.wasKilled = wasKilled
        self.usage = usage
        self.breach = breach
    }
}
