import Glibc
import JobModel
import LinuxSystem
import Logging
import Synchronization
import TestKit
import Testing

@testable import LogForwarding
@testable import ProcessSupervision

/// A sink and a receiver that does as a test says.
@Suite struct LogSinkTests {
    private final class Receiver: LogReceiver {
        let name = "test"
        let address = "somewhere"
        let limits: LogBatch.Limits
        private let answer = Mutex(ReceiverAnswer.taken)
        private let taken = Mutex<[String]>([])
        private let requests = Mutex(0)

        init(_ limits: LogBatch.Limits) {
            self.limits = limits
        }

        var texts: [String] { taken.withLock(\.self) }
        var count: Int { requests.withLock(\.self) }

        func answers(_ answer: ReceiverAnswer) {
            self.answer.withLock { $0 = answer }
        }

        func send(_ records: [LogRecord], isCancelled: @Sendable () -> Bool) -> ReceiverAnswer {
            let answer = answer.withLock(\.self)
            let texts = records.map { String(decoding: $0.text, as: UTF8.self) }
            switch answer {
            case .done: taken.withLock { $0 += texts }
            case .failed(let count, _, _): taken.withLock { $0 += texts.prefix(count) }
            }
            requests.withLock { $0 += 1 }
            return answer
        }

        func probe() -> String? { nil }
    }

    private let scratch: ScratchDirectory
    private let time = ManualTime()

    init() throws {
        scratch = try ScratchDirectory()
    }

    private func log(_ name: String) throws -> WrittenLog {
        let job = try #require(JobID(path: "continuous/\(name)"))
        return WrittenLog(job: job, path: scratch.at("data/jobs/\(job)/job_log.txt"))
    }

    /// Runs a sink while the body does.
    private func running(
        _ limits: LogBatch.Limits = .init(records: 100, bytes: 10_000),
        _ body: (LogSink, Receiver) async throws -> Void
    ) async throws {
        let receiver = Receiver(limits)
        let layout = HomeLayout(home: scratch.path)
        try Folder.create(layout.logSinks)
        let sink = try LogSink(receiver, layout: layout, clock: time, logger: Logger(label: "test"))
        // Cancelled below, and waited for.
        let task = Task { try await sink.run() }
        do {
            try await body(sink, receiver)
        } catch {
            task.cancel()
            throw error
        }
        task.cancel()
        try await task.value
    }

    @Test func `logs share the way, each in its order, however small the batches are`() async throws {
        try await running(.init(records: 3, bytes: 10_000)) { sink, receiver in
            let taps = try ["a", "b"].map { sink.news.open(try log($0)) }
            for tap in taps {
                let name = tap.log.job.name.text
                let path = "data/jobs/continuous/\(name)/job_log.txt"
                try scratch.write(path, (1...20).map { "\(name)\($0)\n" }.joined())
                tap.add(1)
            }
            try await eventually("all have come") { receiver.texts.count == 40 }
            for name in ["a", "b"] {
                #expect(receiver.texts.filter { $0.hasPrefix(name) } == (1...20).map { "\(name)\($0)" })
            }
            // Neither waited for all of the other.
            let places = ["a1", "b20", "b1", "a20"].compactMap { receiver.texts.firstIndex(of: $0) }
            #expect(places.count == 4 && places[0] < places[1] && places[2] < places[3])
            #expect(sink.tally.sent == 40)
            withExtendedLifetime(taps) {}
        }
    }

    @Test func `a part that was taken does not come again`() async throws {
        try await running { sink, receiver in
            receiver.answers(.failed(taken: 2, reason: "full", wait: nil))
            let tap = sink.news.open(try log("a"))
            let path = "data/jobs/continuous/a/job_log.txt"
            try scratch.write(path, "1\n2\n3\n")
            tap.add(6)
            try await eventually("it failed") { receiver.count >= 1 }
            receiver.answers(.taken)
            try await eventually("all have come") { receiver.texts.count >= 3 }
            #expect(receiver.texts == ["1", "2", "3"])
        }
    }

    @Test func `trouble that lasts is one of the host, until it is over`() async throws {
        try await running { sink, receiver in
            receiver.answers(.failed(taken: 0, reason: "nobody is there", wait: nil))
            let tap = sink.news.open(try log("a"))
            try scratch.write("data/jobs/continuous/a/job_log.txt", "1\n")
            tap.add(2)
            try await eventually("it failed") { sink.tally.failure == "nobody is there" }
            #expect(sink.problems.isEmpty)
            time.advance(by: LogSink.shownAfter)
            #expect(sink.problems == ["logs cannot be sent to somewhere: nobody is there; 2 B wait in the files"])
            receiver.answers(.taken)
            try await eventually("it is well again") { receiver.texts == ["1"] && sink.problems.isEmpty }
        }
    }

    @Test func `the next sink goes on where one ended that was killed`() async throws {
        // Who is killed closes nothing.
        let open = Recorder<LogTap>()
        try await running { sink, receiver in
            let tap = sink.news.open(try log("a"))
            open.add(tap)
            try scratch.write("data/jobs/continuous/a/job_log.txt", "1\n2\n")
            tap.add(4)
            try await eventually("they have come") { receiver.texts == ["1", "2"] }
        }
        let file = try Descriptor.open(try log("a").path, O_WRONLY | O_APPEND)
        try file.write(Array("3\n".utf8))
        try await running { sink, receiver in
            // Nobody tells of it.
            try await eventually("the rest has come") { receiver.texts == ["3"] }
        }
    }
}
