import DirectoryWatch
import JobDiscovery
import JobModel
import LinuxSystem

/// Continuous jobs that wait for others before they are started (`depends_on`).
extension JobHost {
    /// Who waits for whom, over all jobs as they are now.
    func currentStartOrder() -> StartOrder {
        if let startOrder { return startOrder }
        let continuous = lookedAt(.continuous).compactMap { job in
            job.finding?.description?.startOrderNode(folder: layout.shownFolder(job.folder))
        }
        let triggered = Set(lookedAt(.triggered).map(\.folder.name))
        let order = StartOrder(continuous.sorted { $0.name < $1.name }, triggered: triggered)
        startOrder = order
        return order
    }

    /// A job came, went, or has other settings than before.
    func startOrderMayHaveChanged(_ job: HostedJob, _ now: JobDescription?) {
        let before = job.finding?.description
        let depends = job.folder.type == .continuous && !(now?.settings.dependsOn ?? []).isEmpty
        if depends { dependents.insert(job.folder) } else { dependents.remove(job.folder) }
        guard before?.id != now?.id || before?.settings.dependsOn != now?.settings.dependsOn else { return }
        startOrder = nil
        lookAtDependents()
    }

    /// The jobs that this one still waits for.
    func waits(of job: HostedJob) -> [JobName] {
        guard job.folder.type == .continuous, let name = job.id?.name, dependents.contains(job.folder) else {
            return []
        }
        return currentStartOrder().dependencies(of: name).filter { !isUp($0) }
    }

    /// Whether all its processes are up, or ended well and are to stay down.
    private func isUp(_ name: JobName) -> Bool {
        guard let job = jobs[JobFolder(type: .continuous, name: name.text)], job.finding != nil else { return false }
        let showsIt = job.finding?.description?.settings.ready?.isEmpty == false
        return !job.processes.isEmpty
            && job.processes.allSatisfy { process in
                if case .resting = process.state.state { return !process.endedBadly }
                guard let since = process.upSince else { return false }
                return showsIt || hasStayed(since: since)
            }
    }

    /// A job that does not say when it is ready counts as up when it has run for so long: many that fail do so at once.
    private static let shortestLife: Duration = .milliseconds(500)

    /// Whether it has run for long enough; where it has not, those that wait for it are looked at when it will have.
    private func hasStayed(since: MonotonicTime) -> Bool {
        let due = since + Self.shortestLife
        guard due > clock.monotonicTime() else { return true }
        if dependentsTimer == nil {
            dependentsTimer = loop.schedule(at: due) { [unowned self] in
                assumeIsolated { host in
                    host.dependentsTimer = nil
                    host.lookAtDependents()
                }
            }
        }
        return false
    }

    /// Has those that wait looked at, once all that happens now has happened.
    func lookAtDependents() {
        guard !dependents.isEmpty, !willLookAtDependents else { return }
        willLookAtDependents = true
        loop.schedule(at: clock.monotonicTime()) { [unowned self] in
            assumeIsolated { host in
                host.willLookAtDependents = false
                for folder in host.dependents {
                    guard let job = host.jobs[folder], job.processes.contains(where: \.isIdle) else { continue }
                    host.reconcile(job)
                }
            }
        }
    }

    /// What becomes of a start that waits for jobs which will not be up by themselves; `nil` when it may still begin.
    func heldOutcome(_ job: HostedJob) -> StartOutcome? {
        guard job.processes.contains(where: \.isIdle) else { return nil }
        for name in waits(of: job) {
            guard let other = jobs[JobFolder(type: .continuous, name: name.text)], other.finding != nil else {
                // A folder that has not been looked at yet may have just come.
                if Folder.exists(layout.folder(of: JobID(type: .continuous, name: name))) { continue }
                return .failed("waits for \"\(name)\" (depends_on), which is not there")
            }
            switch status(other) {
            case .stopped where other.processes.contains { $0.restsBadly != nil }, .pendingRestart:
                return .failed("waits for \"\(name)\" (depends_on), which is down")
            case .stopped:
                return .atRest("waits for \"\(name)\" (depends_on), which is stopped")
            case .initializing where other.finding?.description?.canRun != true || secretProblem(other) != nil:
                return .failed("waits for \"\(name)\" (depends_on), which has a problem")
            case .initializing, .starting, .running, .stopping, .inactiveInstance:
                continue
            }
        }
        return nil
    }
}
