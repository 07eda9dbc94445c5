import ArgumentParser
import Glibc
import JobModel
import JobMonitoring
import LinuxSystem

/// `nyala top`: all jobs at a glance in a terminal, live, with keys that act.
struct TopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract:
            "Watch all jobs in the terminal: status, processor, memory, last lines; keys run, start and stop them."
    )

    @OptionGroup var home: HomeOption

    @Flag(help: "Print one frame and end.")
    var once = false

    /// How long the host may be silent before the monitor says so.
    private static let patience: Duration = .seconds(3)
    /// Between two looks; milliseconds.
    private static let interval = 1000
    /// Between the two looks that one frame takes.
    private static let onceInterval: Duration = .milliseconds(300)

    func run() async throws {
        let host = try HostConnection(home.layout, silence: Self.patience)
        if once { return try await printOnce(host) }
        // Whoever is not reached at all is told so where they are.
        _ = try host.get("/api/v1/jobs")
        guard let terminal = RawTerminal() else {
            throw CommandFailure(.usage, "this needs a terminal; --once prints one frame to anything")
        }
        var monitor = Monitor(terminal: terminal, source: MonitorSource(host: host))
        monitor.run(every: Self.interval)
    }

    /// As wide as the terminal, or as everything is where there is none.
    private func printOnce(_ host: HostConnection) async throws {
        var source = MonitorSource(host: host)
        var state = MonitorState()
        _ = try source.look()
        // What is used of the processor shows between two looks.
        try await Task.sleep(for: Self.onceInterval)
        let jobs = try source.look()
        state.take(jobs)
        let width = HomeOption.variable("COLUMNS").flatMap { Int($0) } ?? 120
        let lines = state.frame(width: max(20, width), height: jobs.count + 5)
        for line in lines.dropLast() { print(String(line.text.reversed().drop { $0 == " " }.reversed())) }
    }

    /// Shows and acts until somebody wants it to end.
    private struct Monitor: ~Copyable {
        var terminal: RawTerminal
        var source: MonitorSource
        var state = MonitorState()
        var painter = ScreenPainter()

        init(terminal: consuming RawTerminal, source: MonitorSource) {
            self.terminal = terminal
            self.source = source
        }

        mutating func run(every interval: Int) {
            let clock = SystemClock()
            var next = clock.monotonicTime()
            while true {
                let now = clock.monotonicTime()
                if now >= next {
                    look()
                    next = clock.monotonicTime() + .milliseconds(interval)
                }
                paint()
                let left = (next - clock.monotonicTime()).components
                let wait = Int(left.seconds) * 1000 + Int(left.attoseconds / 1_000_000_000_000_000) + 1
                switch terminal.wait(milliseconds: wait) {
                case .nothing: break
                case .ended: return
                case .resized: painter.forget()
                case .stopped: suspend()
                case .continued:
                    // Stopped by a signal that nobody can catch, while the shell had the terminal.
                    terminal.take()
                    painter.forget()
                case .keys(let bytes):
                    for key in MonitorKey.keys(bytes) where press(key) { return }
                }
            }
        }

        private mutating func look() {
            do {
                state.take(try source.look())
                if case .log(let job) = state.mode { follow(job) }
                state.trouble = ""
            } catch {
                state.trouble = "not connected to the host; trying again  (q quits)"
            }
            state.title = String(SystemClock().wallTime().rfc3339(decimals: 0).dropFirst(11))
        }

        private mutating func follow(_ job: MonitoredJob) {
            // A job that never ran has no log.
            state.log = (try? source.log(job, lines: terminal.size.height)) ?? []
        }

        private mutating func paint() {
            let (width, height) = terminal.size
            Terminal.write(painter.bytes(state.frame(width: width, height: height)))
        }

        private mutating func suspend() {
            terminal.suspend()
            painter.forget()
        }

        /// `true` when it is to end.
        private mutating func press(_ key: MonitorKey) -> Bool {
            guard let action = state.press(key, page: MonitorState.page(height: terminal.size.height)) else {
                return false
            }
            switch action {
            case .quit: return true
            case .suspend: suspend()
            case .redraw: painter.forget()
            case .follow(let job): follow(job)
            case .start, .stop, .run:
                state.notice = source.act(action)
                look()
            }
            return false
        }
    }
}
