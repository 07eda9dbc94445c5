import Deployments
import Glibc
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem
import LogForwarding
import NIOCore
import Notifications
import ProcessSupervision
import SiteSettings

/// `/metrics`, for Prometheus and what reads its format.
///
/// The only labels are jobs and a few fixed words, so their number is bounded by the number of job folders.
struct MetricsRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.get("metrics") { _, context in
            let text = await text(context)
            return Response(
                status: .ok,
                headers: [.contentType: MetricsText.contentType],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text))
            )
        }
    }

    private func text(_ context: APIContext) async -> String {
        let jobHost = services.host
        return await metrics(
            await HostHealth.answer(within: HostHealth.patience, context.eventLoop) {
                (await jobHost.reports(), await jobHost.schedulerLag)
            }
        ).text
    }

    /// What the host's answer tells; without one, that it is stuck.
    func metrics(_ answer: ([JobReport], DurationHistogram)?) async -> MetricsText {
        var metrics = MetricsText()
        metrics.begin("nyala_host_stuck", .gauge, "1 while the host does not do its work; all else is missing then.")
        metrics.sample(answer == nil || !services.loops.stuck.isEmpty ? 1 : 0)
        guard let (reports, lags) = answer else { return metrics }
        host(&metrics, reports, lags)
        runs(&metrics, reports.filter { $0.type == .triggered })
        jobs(&metrics, reports)
        // Where it cannot be measured, all else is told all the same.
        if let used = try? await InstanceUsage(services) { usage(&metrics, reports, used) }
        return metrics
    }

    private func host(_ metrics: inout MetricsText, _ reports: [JobReport], _ lags: DurationHistogram) {
        metrics.begin("nyala_start_time_seconds", .gauge, "When the host began, in seconds since 1970.")
        metrics.sample(Self.seconds(services.startTime))
        metrics.begin("nyala_config_errors", .gauge, "Problems in the files of jobs and the settings of the site.")
        let problems = reports.flatMap(\.problems).count { $0.severity == .problem }
        metrics.sample(problems + (services.settings.problem == nil ? 0 : 1))
        if let certificate = services.certificate {
            let help = "When the certificate that the host shows expires, in seconds since 1970."
            metrics.begin("nyala_tls_certificate_expiry_timestamp_seconds", .gauge, help)
            metrics.sample(Self.seconds(certificate.validUntil))
        }
        metrics.begin("nyala_scheduler_lag_seconds", .histogram, "How late occurrences of schedules began.")
        metrics.sample(lags)
        metrics.begin("nyala_deploys_total", .counter, "Deployments that ended, by result.")
        let ended = services.deployer.tally.ended
        for (status, result) in [(DeploymentRecord.Status.success, "success"), (.failed, "failed")] {
            metrics.sample(ended[status] ?? 0, [("result", result)])
        }
        metrics.begin("nyala_notifications_total", .counter, "Attempts to deliver messages, by result.")
        let delivered = services.notifier.tally
        for status in DeliveryEntry.Status.allCases {
            metrics.sample(delivered[status] ?? 0, [("result", status.rawValue)])
        }
        sinks(&metrics)
    }

    private func sinks(_ metrics: inout MetricsText) {
        let sinks = services.logSinks.sinks.map { (label: ("sink", $0.name), tally: $0.tally) }
        guard !sinks.isEmpty else { return }
        metrics.begin("nyala_log_sink_lines_total", .counter, "Lines of logs that a sink was sent, by result.")
        for (label, tally) in sinks {
            metrics.sample(tally.sent, [label, ("result", "sent")])
            metrics.sample(tally.refused, [label, ("result", "refused")])
        }
        let help = "Bytes of logs that were removed before a sink took them."
        metrics.begin("nyala_log_sink_lost_bytes_total", .counter, help)
        for (label, tally) in sinks { metrics.sample(tally.lostBytes, [label]) }
        metrics.begin("nyala_log_sink_unread_bytes", .gauge, "Bytes of logs that wait for a sink.")
        for (label, tally) in sinks { metrics.sample(tally.unreadBytes, [label]) }
        metrics.begin("nyala_log_sink_failing", .gauge, "1 while a sink takes nothing.")
        for (label, tally) in sinks { metrics.sample(tally.failure == nil ? 0 : 1, [label]) }
    }

    private func runs(_ metrics: inout MetricsText, _ reports: [JobReport]) {
        metrics.begin("nyala_job_runs_total", .counter, "Runs that ended or did not begin, by result.")
        for report in reports {
            for outcome in RunOutcome.allCases where outcome.isFinal {
                let labels = Self.labels(report) + [("result", outcome.rawValue.lowercased())]
                metrics.sample(report.tally.counts[outcome] ?? 0, labels)
            }
        }
        metrics.begin("nyala_job_run_duration_seconds", .histogram, "How long runs took.")
        for report in reports where report.tally.durations.total > 0 {
            metrics.sample(report.tally.durations, Self.labels(report))
        }
        metrics.begin("nyala_job_last_success_timestamp_seconds", .gauge, "When the last good run ended.")
        for report in reports {
            if let time = report.tally.lastSuccess { metrics.sample(Self.seconds(time), Self.labels(report)) }
        }
        metrics.begin("nyala_job_next_run_timestamp_seconds", .gauge, "When the schedule starts the next run.")
        for report in reports {
            if let time = report.nextRun { metrics.sample(Self.seconds(time), Self.labels(report)) }
        }
        metrics.begin("nyala_job_waiting_runs", .gauge, "Runs that wait for their turn.")
        for report in reports {
            metrics.sample(report.waiting.queued + report.waiting.late, Self.labels(report))
        }
    }

    private func jobs(_ metrics: inout MetricsText, _ reports: [JobReport]) {
        metrics.begin("nyala_job_running", .gauge, "Processes of the job under way.")
        for report in reports {
            let running = report.activeRunCount + report.processes.count { $0.processID != nil }
            metrics.sample(running, Self.labels(report))
        }
        metrics.begin("nyala_job_restarts_total", .counter, "Starts of a continuous job after its first.")
        for report in reports where report.type == .continuous {
            metrics.sample(report.processes.reduce(0) { $0 + max(0, $1.startCount - 1) }, Self.labels(report))
        }
        metrics.begin("nyala_job_starts_total", .counter, "Starts of processes of a continuous job.")
        for report in reports where report.type == .continuous {
            metrics.sample(report.startCount, Self.labels(report))
        }
        metrics.begin(
            "nyala_job_failures_in_row",
            .gauge,
            "Failures in a row of a continuous job, of its worst process."
        )
        for report in reports where report.type == .continuous {
            metrics.sample(report.failureCount, Self.labels(report))
        }
        metrics.begin("nyala_job_instances", .gauge, "Processes that a continuous job is to have.")
        for report in reports where report.type == .continuous {
            metrics.sample(report.instances, Self.labels(report))
        }
        metrics.begin("nyala_job_problem", .gauge, "1 while something is wrong with the job's files.")
        for report in reports { metrics.sample(report.hasProblem ? 1 : 0, Self.labels(report)) }
    }

    private func usage(_ metrics: inout MetricsText, _ reports: [JobReport], _ used: InstanceUsage) {
        let measured = reports.filter { $0.type == .continuous }
            .map { (labels: Self.labels($0), usage: Array(used.processes(of: $0.type, $0.name).values)) }
            .filter { !$0.usage.isEmpty }
        metrics.begin("nyala_job_cpu_seconds_total", .counter, "Processor time since the start of its processes.")
        for job in measured {
            let time = job.usage.reduce(Duration.zero) { $0 + $1.processorTime }
            metrics.sample(Double(time.inNanoseconds / 1_000_000) / 1000, job.labels)
        }
        metrics.begin("nyala_job_memory_bytes", .gauge, "In memory now.")
        for job in measured { metrics.sample(job.usage.reduce(0) { $0 + $1.memory }, job.labels) }
        metrics.begin("nyala_job_memory_peak_bytes", .gauge, "The most in memory since the start of its processes.")
        for job in measured { metrics.sample(job.usage.reduce(0) { $0 + $1.peakMemory }, job.labels) }
        metrics.begin("nyala_job_processes", .gauge, "All processes that came from the job.")
        for job in measured { metrics.sample(job.usage.reduce(0) { $0 + $1.processes }, job.labels) }
    }

    private static func labels(_ report: JobReport) -> MetricsText.Labels {
        [("job", report.name), ("type", report.type.rawValue)]
    }

    private static func seconds(_ time: Timestamp) -> Double {
        Double(time.nanoseconds / 1_000_000) / 1000
    }
}
