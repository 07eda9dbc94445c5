import JobDiscovery
import JobModel
import LinuxSystem
import ProcessSupervision
import SiteSettings

/// How continuous jobs stand, each process and all of a job together.
extension JobHost {
    /// Of several processes the one that needs attention most says how the job stands.
    func status(_ job: HostedJob) -> ContinuousStatus {
        let statuses = Set(job.processes.map { status(job, $0) })
        let order: [ContinuousStatus] = [.pendingRestart, .starting, .running, .stopping]
        return order.first(where: statuses.contains) ?? statuses.first ?? standstill(job)
    }

    func status(_ job: HostedJob, _ process: ContinuousProcess) -> ContinuousStatus {
        switch process.state.state {
        case .starting: .starting
        case .running, .replacing: .running
        case .stopping, .failing: .stopping
        case .pendingRestart: .pendingRestart
        case .resting: .stopped
        case .idle: standstill(job)
        }
    }

    private func standstill(_ job: HostedJob) -> ContinuousStatus {
        job.isDisabled || isStopping || siteSettings.areJobsStopped ? .stopped : .initializing
    }

    func processReports(_ job: HostedJob) -> [ProcessReport] {
        job.processes.map { process in
            let isDown = process.current == nil && !process.isIdle
            return ProcessReport(
                index: process.index,
                status: status(job, process),
                processID: process.processID,
                startTime: process.current?.supervisor?.startTime,
                port: process.current?.port,
                startCount: process.startCount,
                failureCount: process.streak.count,
                isCrashLooping: process.isCrashLooping,
                lastFailure: isDown ? process.lastFailure : nil,
                restart: restart(of: process),
                statusText: process.current?.statusText,
                successorProcessID: (process.successor?.supervisor?.processID).map(Int.init),
                isGivenUp: process.restsBadly != nil,
                debugging: process.debugging.map { DebugReport($0.session) }
            )
        }
    }
}
