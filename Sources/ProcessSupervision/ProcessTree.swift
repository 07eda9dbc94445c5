package import LinuxSystem

/// All processes that came from one start, however they forked and detached.
///
/// Two implementations: ``ControlGroupTree`` where the kernel keeps the list, ``MarkedTree`` where it must be searched.
package protocol ProcessTree: AnyObject {
    /// The cgroup to be born in, if there is one.
    func birthplace() throws(SystemError) -> SharedDescriptor?
    /// The mark that its processes are to carry, if they are found by one.
    var mark: ProcessMark? { get }
    /// Sends a signal to every process of the tree.
    func signal(_ signal: Int32, leader: Int32)
    /// Kills every process of the tree at once.
    func kill(leader: Int32)
    func isEmpty(leader: Int32) -> Bool
    /// Whether the process is one of the tree now.
    func contains(_ process: Int32, leader: Int32) -> Bool
    /// What its processes have used of the processors; from an origin of its own, so only a difference tells something.
    func processorTime(leader: Int32) -> Duration
    /// What it has used from its start to its end; `leader` is what the kernel told of its first process.
    func usage(_ leader: ProcessUsage) -> ProcessUsage
    /// What tells how much it uses while it lives.
    func meter(leader: Int32) -> TreeMeter
    /// The limit that the kernel has killed some of it for.
    var breach: LimitBreach? { get }
    func size(leader: Int32) -> TreeSize
    /// Calls the handler, on the loop, when the tree may have become empty.
    func watchForEmpty(leader: Int32, on loop: SystemLoop, _ handler: @escaping () -> Void)
    func endWatch(on loop: SystemLoop)
}
