import CronSchedule
import DirectoryWatch
import JobDiscovery
import JobModel
import LinuxSystem
import Logging
import ProcessSupervision
import SiteSettings

extension JobHost {
    /// How late a job runs at most when the clock was set forward.
    private static let longestStep: Duration = .seconds(20)

    /// Sets the job's next start by its schedule; nothing to do when it is set already.
    func schedule(_ job: HostedJob) {
        guard let schedule = wantedSchedule(job) else { return unschedule(job) }
        guard job.schedule?.schedule != schedule else { return }
        unschedule(job)
        arm(job, schedule, after: clock.wallTime())
    }

    func unschedule(_ job: HostedJob) {
        guard let current = job.schedule else { return }
        loop.cancel(current.timer)
        job.schedule = nil
        job.channel?.write(.systemInfo, "Removing current schedule from WebJob")
    }

    private func wantedSchedule(_ job: HostedJob) -> ZonedSchedule? {
        let current = settings.current()
        guard let description = job.finding?.description, description.canRun, !job.isDisabled, !isStopping,
            !current.areJobsStopped, !current.isScheduleDisabled, let text = description.settings.schedule
        else { return nil }
        // A bad expression or zone is a problem of the job, shown where its settings are.
        guard let expression = try? CronExpression(text),
            let zone = zones.zone(named: description.settings.timeZone ?? current.timeZone)
        else { return nil }
        return ZonedSchedule(expression: expression, zone: zone)
    }

    private func arm(_ job: HostedJob, _ schedule: ZonedSchedule, after time: Timestamp) {
        guard let seconds = schedule.nextOccurrence(after: time.seconds) else { return }
        let next = Timestamp(seconds: seconds)
        let wait = max(.zero, next - clock.wallTime())
        // In steps, because the wall clock may be set while the timer runs on the other one.
        let step = min(wait, Self.longestStep)
        let timer = loop.schedule(at: clock.monotonicTime() + step) { [unowned self, folder = job.folder] in
            onLoop(folder) { $0.occurrenceIsDue($1) }
        }
        job.schedule = HostedJob.ScheduleState(schedule: schedule, next: next, timer: timer)
    }

    private func occurrenceIsDue(_ job: HostedJob) {
        guard let current = job.schedule, let id = job.id else { return }
        let now = clock.wallTime()
        guard now >= current.next else {
            // One step of the wait, or the wall clock was set back: wait for the same occurrence.
            job.schedule = nil
            return arm(job, current.schedule, after: Timestamp(seconds: current.next.seconds - 1))
        }
        arm(job, current.schedule, after: max(now, current.next))
        let trigger = "Schedule - \(current.schedule.expression.normalized)"
        // Nobody waits for this task: it ends with the start of the run or its refusal, both on record.
        let folder = job.folder
        Task {
            do throws(RunRefusal) {
                _ = try await run(id.name, arguments: [], trigger: trigger, scheduledTime: current.next)
            } catch {
                recordSkipped(id, folder, current.next, error)
            }
        }
    }

    /// An occurrence that did not become a run is never silent.
    private func recordSkipped(_ id: JobID, _ folder: JobFolder, _ time: Timestamp, _ refusal: RunRefusal) {
        logger.warning(
            "scheduled run did not start",
            metadata: ["job": "\(id)", "scheduled": "\(time.rfc3339(decimals: 0))", "error": "\(refusal)"]
        )
        guard let job = jobs[folder] else { return }
        schedulerLog(id, job).write(
            .systemWarning,
            "The run scheduled for \(time.rfc3339(decimals: 0)) did not start: \(refusal)"
        )
    }

    private func schedulerLog(_ id: JobID, _ job: HostedJob) -> OutputChannel {
        if let channel = job.channel { return channel }
        let channel = OutputChannel(
            location: LogLocation(path: layout.log(of: id), maximumSize: 1024 * 1024, fileCount: 2),
            instance: instance,
            loop: outputLoop,
            clock: clock
        )
        job.channel = channel
        return channel
    }
}
