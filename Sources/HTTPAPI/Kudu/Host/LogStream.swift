import JobModel
import LinuxSystem
import NIOCore
import ServiceLifecycle
import SiteSettings

/// One stream of logs, from its line of welcome to its end.
struct LogStream {
    /// Between two looks at the files.
    private static let lookInterval: Duration = .milliseconds(250)

    private enum State {
        case fresh
        case going
        case ended
    }

    private let selection: LogSelection
    /// In lower case.
    private let filter: String?
    private let services: APIServices
    private let timeLimit: Duration
    private var pace: LogStreamPace
    private var followers = LogFollowers()
    private var state = State.fresh

    init(_ selection: LogSelection, filter: String?, _ services: APIServices) {
        self.selection = selection
        self.filter = filter?.lowercased()
        self.services = services
        timeLimit = services.settings.current().logStreamTimeout ?? LogStreamPace.defaultTimeLimit
        pace = LogStreamPace(start: services.clock.monotonicTime(), timeLimit: timeLimit)
    }

    /// What comes next, which may be nothing for now; `nil` behind the end.
    mutating func next() async throws -> ByteBuffer? {
        switch state {
        case .ended: return nil
        case .fresh:
            // What is there now is not told.
            _ = try await look()
            state = .going
            let welcome = "Welcome, you are now connected to log-streaming service."
            return line("\(welcome) It ends after \(timeLimit.components.seconds) s (SCM_LOGSTREAM_TIMEOUT).")
        case .going:
            try await Task.sleep(for: Self.lookInterval)
            guard !Task.isShuttingDownGracefully else { return nil }
            return try await goOn()
        }
    }

    private mutating func goOn() async throws -> ByteBuffer {
        var text = ByteBuffer()
        for line in try await look() where isWanted(line) { text.writeBytes(line + [10]) }
        switch pace.step(at: services.clock.monotonicTime(), hasLines: text.readableBytes > 0) {
        case .nothing: break
        case .heartbeat(let minutes): text = line("No new trace in the past \(minutes) min(s).")
        case .end:
            state = .ended
            var end = line("Stream terminated due to timeout \(timeLimit.components.seconds) s.")
            text.writeBuffer(&end)
        }
        return text
    }

    private func isWanted(_ line: ArraySlice<UInt8>) -> Bool {
        filter.map { String(decoding: line, as: UTF8.self).lowercased().contains($0) } ?? true
    }

    private mutating func look() async throws -> [ArraySlice<UInt8>] {
        let (services, selection, before) = (services, selection, followers)
        let (after, lines) = try await services.blocking.perform {
            var followers = before
            let lines = followers.lines(in: try selection.places(services), services.files)
            return (followers, lines)
        }
        followers = after
        return lines
    }

    /// A line of the stream's own.
    private func line(_ text: String) -> ByteBuffer {
        ByteBuffer(string: "\(services.clock.wallTime().rfc3339(decimals: 0).dropLast())  \(text)\n")
    }
}
