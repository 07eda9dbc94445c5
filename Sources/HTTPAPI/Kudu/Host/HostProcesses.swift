import Glibc
import JobHosting
import JobModel
import LinuxSystem

/// The processes of this host and its jobs at one moment, and no others of the machine.
struct HostProcesses: Sendable {
    /// A process with the job it came from, where it came from one.
    struct Member: Sendable {
        let processID: Int32
        let job: JobID?
    }

    let members: [Int32: Member]
    private let table: ProcessTable

    /// `roots` is what the host started for jobs, `mark` what all that came from them has in its environment.
    init(roots: [HostedProcess], mark: String) {
        let table = ProcessTable()
        let own = getpid()
        var members = [own: Member(processID: own, job: nil)]
        for root in roots where table.entries[root.processID] != nil {
            for process in table.descendants(of: root.processID).union([root.processID]) {
                members[process] = Member(processID: process, job: root.job)
            }
        }
        // What has detached itself from the process it came from, and the host's own tools.
        for process in table.entries.keys where members[process] == nil {
            guard ProcessTable.environment(of: process, contains: mark) else { continue }
            members[process] = Member(processID: process, job: Self.job(of: process))
        }
        self.table = table
        self.members = members.filter { table.entries[$0.key]?.isZombie == false }
    }

    func children(of process: Int32) -> [Int32] {
        table.entries.values.filter { $0.parent == process && members[$0.processID] != nil }.map(\.processID).sorted()
    }

    /// The process and all that came from it, those first that came from none of the others.
    func tree(of process: Int32) -> [Int32] {
        [process] + table.descendants(of: process).sorted()
    }

    private static func job(of process: Int32) -> JobID? {
        var values: [Substring: Substring] = [:]
        for line in ProcessStatus(process)?.environment ?? [] {
            let parts = line.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { values[parts[0]] = parts[1] }
        }
        guard let type = values["WEBJOBS_TYPE"], let name = values["WEBJOBS_NAME"] else { return nil }
        return JobID(path: "\(type)/\(name)")
    }
}
