import JobModel
import LinuxSystem

/// Waits until a started process has shown in every way that its job names that it is ready, or until it is too late.
///
/// It belongs to the host's loop. Nothing is asked for once it is over.
final class ReadinessWatch {
    /// Before the second question; each further one waits for twice as long, up to the longest.
    static let firstPause: Duration = .milliseconds(20)
    static let longestPause: Duration = .seconds(1)

    enum Way: Hashable, CaseIterable {
        case logLine
        case tcp
        case http
        case notify
    }

    enum Outcome {
        case ready
        /// In words that go on after the job's name.
        case late(String)
    }

    private let settings: ReadySettings
    private let port: Int?
    private let loop: SystemLoop
    private let clock: any TimeSource
    private let done: (Outcome) -> Void

    private var missing: Set<Way>
    private var limit: Duration
    private var timer: TimerID?
    private var pauses: [Way: (pause: Duration, timer: TimerID)] = [:]
    private var probes: [Way: LoopbackProbe] = [:]
    /// Why the last question was not answered as it should be.
    private var answers: [Way: String] = [:]

    /// `port` is the job's own; `done` is called once, on the loop, if nobody cancels.
    init(
        _ settings: ReadySettings,
        port: Int?,
        loop: SystemLoop,
        clock: any TimeSource,
        done: @escaping (Outcome) -> Void
    ) {
        self.settings = settings
        self.port = port
        self.loop = loop
        self.clock = clock
        self.done = done
        missing = settings.ways
        limit = settings.timeout
    }

    func begin() {
        wait(until: clock.monotonicTime() + limit)
        for way in [Way.tcp, .http] where missing.contains(way) { ask(way, after: Self.firstPause) }
    }

    /// The process has shown it in this way.
    func note(_ way: Way) {
        guard timer != nil, missing.remove(way) != nil else { return }
        probes.removeValue(forKey: way)?.cancel()
        guard missing.isEmpty else { return }
        cancel()
        done(.ready)
    }

    /// The process asked for more time, from now on.
    func extend(by time: Duration) {
        guard timer != nil else { return }
        limit = max(limit, time)
        wait(until: clock.monotonicTime() + time)
    }

    func cancel() {
        if let timer { loop.cancel(timer) }
        timer = nil
        for (_, timer) in pauses.values { loop.cancel(timer) }
        pauses.removeAll()
        for probe in probes.values { probe.cancel() }
        probes.removeAll()
    }

    private func wait(until deadline: MonotonicTime) {
        if let timer { loop.cancel(timer) }
        timer = loop.schedule(at: deadline) { [self] in
            timer = nil
            cancel()
            done(.late(lateWords))
        }
    }

    // MARK: asking

    private func ask(_ way: Way, after pause: Duration) {
        let timer = loop.schedule(at: clock.monotonicTime() + pause) { [self] in probe(way) }
        pauses[way] = (pause, timer)
    }

    private func probe(_ way: Way) {
        let target = way == .tcp ? settings.tcp : settings.http?.port
        guard let number = target.flatMap(number) else { return }
        let path = way == .tcp ? nil : settings.http?.path
        let probe = LoopbackProbe(port: number, path: path, loop: loop, clock: clock) { [self] in take($0, way) }
        probes[way] = probe
        probe.begin()
    }

    private func take(_ outcome: LoopbackProbe.Outcome, _ way: Way) {
        probes[way] = nil
        switch outcome {
        case .connected: return note(way)
        case .answered(let status) where (200...399).contains(status): return note(way)
        case .answered(let status): answers[way] = "it answers \(status)"
        case .failed(let reason): answers[way] = reason
        }
        guard timer != nil else { return }
        ask(way, after: min(Self.longestPause, (pauses[way]?.pause ?? Self.firstPause) * 2))
    }

    private func number(_ port: ReadySettings.Port) -> Int? {
        switch port {
        case .own: self.port
        case .number(let number): number
        }
    }

    // MARK: in words

    /// `was not ready within 30 s: no line of its output has "listening" in it`.
    private var lateWords: String {
        let reasons = Way.allCases.filter(missing.contains).map(reason).joined(separator: ", and ")
        return "was not ready within \(Self.words(limit)): \(reasons)"
    }

    private func reason(_ way: Way) -> String {
        switch way {
        case .logLine:
            "no line of its output has \(settings.logLine.map { "\"\($0)\"" } ?? "what is waited for") in it"
        case .tcp:
            "port \(settings.tcp.flatMap(number) ?? 0): \(answers[way] ?? "nothing listens there")"
        case .http:
            "\(settings.http?.path ?? "") on port \((settings.http?.port).flatMap(number) ?? 0): "
                + (answers[way] ?? "it does not answer")
        case .notify:
            "it did not send READY=1 to NOTIFY_SOCKET"
        }
    }

    private static func words(_ duration: Duration) -> String {
        let milliseconds = duration.inNanoseconds / 1_000_000
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
}

extension ReadySettings {
    fileprivate var ways: Set<ReadinessWatch.Way> {
        var ways: Set<ReadinessWatch.Way> = []
        if logLine != nil { ways.insert(.logLine) }
        if tcp != nil { ways.insert(.tcp) }
        if http != nil { ways.insert(.http) }
        if usesNotify { ways.insert(.notify) }
        return ways
    }
}
