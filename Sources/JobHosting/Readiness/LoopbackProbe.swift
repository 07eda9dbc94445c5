import JobModel
import LinuxSystem

/// One try to reach a job on this machine: that it takes a connection, or what it answers to a request.
///
/// It belongs to the host's loop and never waits on it.
final class LoopbackProbe {
    enum Outcome: Hashable {
        case connected
        /// The status of its answer.
        case answered(Int)
        case failed(String)
    }

    /// For the whole try.
    static let patience: Duration = .seconds(5)
    /// Bytes of an answer in which its status must come.
    private static let head = 512

    private let port: Int
    /// What is asked for; `nil` to connect only.
    private let path: String?
    private let loop: SystemLoop
    private let clock: any TimeSource
    private let done: (Outcome) -> Void

    private var connection: LoopbackConnection?
    private var watch: SystemLoop.WatchID?
    private var timer: TimerID?
    private var versions = LoopbackConnection.Version.allCases[...]
    private var answer: [UInt8] = []
    private var isOver = false

    /// `done` is called once, on the loop, if nobody cancels.
    init(
        port: Int,
        path: String?,
        loop: SystemLoop,
        clock: any TimeSource,
        done: @escaping (Outcome) -> Void
    ) {
        self.port = port
        self.path = path
        self.loop = loop
        self.clock = clock
        self.done = done
    }

    func begin() {
        timer = loop.schedule(at: clock.monotonicTime() + Self.patience) { [self] in
            finish(.failed(path == nil ? "it takes no connection" : "it does not answer"))
        }
        connect("nothing listens there")
    }

    func cancel() {
        isOver = true
        leave()
        if let timer { loop.cancel(timer) }
        timer = nil
    }

    /// By the next version of the protocol, 4 before 6.
    private func connect(_ reason: String) {
        leave()
        guard let version = versions.popFirst() else { return finish(.failed(reason)) }
        do throws(SystemError) {
            let connection = try LoopbackConnection(port: port, version)
            self.connection = connection
            watch = try loop.watch(connection.number, for: .writable) { [self] _ in connected() }
        } catch {
            connect(reason)
        }
    }

    private func connected() {
        guard let connection, !isOver else { return }
        if connection.failure != nil { return connect("nothing listens there") }
        guard let path else { return finish(.connected) }
        if let watch { loop.unwatch(watch) }
        watch = nil
        let request =
            "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nUser-Agent: nyala\r\nConnection: close\r\n\r\n"
        guard connection.send(Array(request.utf8)) else { return finish(.failed("it took no request")) }
        do throws(SystemError) {
            watch = try loop.watch(connection.number) { [self] events in read(events) }
        } catch {
            finish(.failed("\(error)"))
        }
    }

    private func read(_ events: SystemLoop.Events) {
        guard let connection, !isOver else { return }
        let bytes = connection.receive(atMost: Self.head - answer.count)
        answer += bytes ?? []
        if let end = answer.firstIndex(of: 10) {
            return finish(Self.outcome(String(decoding: answer[..<end], as: UTF8.self)))
        }
        let isAtEnd = bytes?.isEmpty ?? !events.isDisjoint(with: [.failed, .hungUp])
        if isAtEnd { return finish(.failed("it closed the connection without an answer")) }
        if answer.count >= Self.head { finish(.failed("what it answers is not HTTP")) }
    }

    /// Of the first line of an answer, `HTTP/1.1 200 OK`.
    static func outcome(_ line: String) -> Outcome {
        let words = line.split(whereSeparator: \.isWhitespace)
        guard words.count > 1, words[0].hasPrefix("HTTP/"), words[1].utf8.count == 3, let status = Int(words[1]) else {
            return .failed("what it answers is not HTTP")
        }
        return .answered(status)
    }

    private func leave() {
        if let watch { loop.unwatch(watch) }
        watch = nil
        connection = nil
    }

    private func finish(_ outcome: Outcome) {
        guard !isOver else { return }
        cancel()
        done(outcome)
    }
}
