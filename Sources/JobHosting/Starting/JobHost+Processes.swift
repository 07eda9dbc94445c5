import Glibc
package import JobModel
import LinuxSystem
import ProcessSupervision

/// The first process of a job or a run, from which its others came.
package struct HostedProcess: Sendable, Hashable {
    package let processID: Int32
    package let job: JobID
    /// Of a triggered job.
    package let run: RunID?
}

extension JobHost {
    /// The processes that the host started for jobs and that have not ended.
    package func hostedProcesses() -> [HostedProcess] {
        var found: [HostedProcess] = []
        for job in jobs.values {
            guard let id = job.id else { continue }
            for process in job.processes.flatMap(\.started) {
                guard let supervisor = process.supervisor else { continue }
                found.append(HostedProcess(processID: supervisor.processID, job: id, run: nil))
            }
            for run in job.runs.active {
                found.append(HostedProcess(processID: run.supervisor.processID, job: id, run: run.record.id))
            }
        }
        return found
    }

    /// Notes that somebody is about to kill the first process of a run, so that the run ends with that cause.
    package func expectKill(of process: Int32) {
        for job in jobs.values {
            for run in job.runs.active where run.supervisor.processID == process {
                stop(run, cause: .user, reason: "its process was killed by request")
            }
        }
    }

    /// What every process of this home's jobs has in its environment.
    package nonisolated var processMark: String { "\(ProcessTrees.siteVariable)=\(layout.home)" }
}
