import Dashboard
import JobDiscovery
import JobHosting
import JobModel

extension JobSummary {
    init(_ report: JobReport) {
        self.init(report.type, report.name, JobStanding(report))
        problems = report.problems
        isStopped = report.isStopped
        started = report.type == .continuous ? report.startTime : nil
        starts = report.startCount
        recentProcesses = report.recentEnds.outcomes
        if report.type == .continuous, report.startTime != nil { recentProcesses.append(.running) }
        lastFailure = report.lastFailure
        restart = report.restart
        failures = report.failureCount
        isCrashLooping = report.isCrashLooping
        instances = report.instances
        runningInstances = report.runningCount
        schedule = report.description?.settings.schedule
        next = report.nextRun
        hindrance = report.waiting.scheduleHindrance
        latest = report.latestRun
        queued = report.waiting.queued
    }
}

extension JobStanding {
    init(_ report: JobReport) {
        if report.hasProblem {
            self = .problem
            return
        }
        switch report.status {
        case .running?: self = .running
        case .starting?, .initializing?: self = .starting
        case .pendingRestart?: self = report.isCrashLooping ? .failing : .restarting
        case .stopping?: self = .stopping
        case .stopped?: self = .stopped
        case .inactiveInstance?: self = .elsewhere
        case nil:
            if report.activeRunCount > 0 {
                self = .running
            } else if report.isStopped {
                self = .stopped
            } else if report.latestRun?.outcome.isFailure == true {
                self = .failing
            } else {
                self = report.nextRun == nil ? .ready : .scheduled
            }
        }
    }
}
