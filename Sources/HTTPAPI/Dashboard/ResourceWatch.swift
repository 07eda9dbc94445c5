import Dashboard
import JobHosting
import JobModel
import LinuxSystem

/// Measures what jobs use of the machine, for as long as somebody looks at them.
actor ResourceWatch {
    /// Between two looks.
    static let interval: Duration = .seconds(3)
    /// How far back looks are kept.
    static let window: Duration = .seconds(300)
    /// After which nobody looks any more.
    static let patience: Duration = .seconds(60)

    private struct Watched {
        var samples: [ResourceHistory.Sample] = []
        /// Processor time of each process at the last look.
        var times: [Int32: Duration] = [:]
        var wanted: MonotonicTime
        var lastLook: MonotonicTime?
    }

    private let services: APIServices
    private var watched: [JobID: Watched] = [:]
    private var isLooking = false

    init(services: APIServices) {
        self.services = services
    }

    /// What was measured of a job so far; from now on more is, for a while.
    func look(at job: JobID) async -> ResourceHistory {
        let now = services.clock.monotonicTime()
        watched[job, default: Watched(wanted: now)].wanted = now
        if watched[job]?.samples.isEmpty == true { await measure() }
        if !isLooking {
            isLooking = true
            // Ends by itself when nobody has looked for a while.
            Task { await self.goOn() }
        }
        return ResourceHistory(watched[job]?.samples ?? [], window: Self.window)
    }

    private func goOn() async {
        while !watched.isEmpty {
            // A host that ends cancels nothing here: the next look finds nobody who wants it.
            try? await Task.sleep(for: Self.interval)
            let now = services.clock.monotonicTime()
            watched = watched.filter { now - $0.value.wanted < Self.patience }
            await measure()
        }
        isLooking = false
    }

    private func measure() async {
        let roots = await services.host.hostedProcesses()
        let mark = services.host.processMark
        let wanted = Set(watched.keys)
        let found = try? await services.blocking.perform { () -> [JobID: [Int32: (Duration, Int)]] in
            var found: [JobID: [Int32: (Duration, Int)]] = [:]
            for member in HostProcesses(roots: roots, mark: mark).members.values {
                guard let job = member.job, wanted.contains(job), let status = ProcessStatus(member.processID) else {
                    continue
                }
                found[job, default: [:]][member.processID] = (status.userTime + status.systemTime, status.residentSize)
            }
            return found
        }
        let (time, now) = (services.clock.wallTime(), services.clock.monotonicTime())
        for job in wanted { note(found?[job] ?? [:], of: job, time, now) }
    }

    private func note(
        _ processes: [Int32: (time: Duration, memory: Int)],
        of job: JobID,
        _ time: Timestamp,
        _ now: MonotonicTime
    ) {
        guard var entry = watched[job] else { return }
        var used: Double?
        if let last = entry.lastLook {
            // What began since the last look counts from its start; what ended since is lost.
            let busy = processes.reduce(Duration.zero) { $0 + $1.value.time - (entry.times[$1.key] ?? .zero) }
            used = max(0, Double(busy.inNanoseconds) / Double(max(1, (now - last).inNanoseconds)))
        }
        entry.times = processes.mapValues(\.time)
        entry.lastLook = now
        entry.samples.append(
            ResourceHistory.Sample(
                time: time,
                processors: used,
                memory: processes.values.reduce(0) { $0 + $1.memory },
                processes: processes.count
            )
        )
        entry.samples.removeAll { time - $0.time > Self.window }
        watched[job] = entry
    }
}
