package import JobDebugging
package import JobModel
package import LinuxSystem
import Synchronization

/// One developer at one process of a continuous job, from the wish to the end.
package final class DebugSession: Sendable {
    /// What its holder hears of it.
    package enum News: Sendable, Hashable {
        /// Nothing: a sign of life.
        case quiet
        /// The job has called; the number is that of the call.
        case call(Int)
    }

    /// As many news as may wait for a holder who does not read.
    private static let maximumNews = 256

    package let id: String
    package let job: JobID
    /// Of its processes.
    package let index: Int
    package let debugger: Debugger
    package let developer: String
    package let since: Timestamp
    /// On this machine: where the debugger listens, or where the job calls.
    package let port: Int
    /// Where the job's files are while it runs.
    package let root: String
    /// It ends with the session.
    package let news: AsyncStream<News>

    private let teller: AsyncStream<News>.Continuation
    private let reason = Mutex<String?>(nil)
    private let streams: Mutex<SharedDescriptor?>

    /// `streams`: the other end of the debugger's standard streams.
    init(_ offer: DebugOffer, developer: String, since: Timestamp, port: Int, streams: SharedDescriptor?) {
        id = String(UInt64.random(in: .min ... .max), radix: 36)
        job = offer.job
        index = offer.index
        debugger = offer.plan.debugger
        self.developer = developer
        self.since = since
        self.port = port
        root = offer.root
        self.streams = Mutex(streams)
        (news, teller) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.maximumNews))
    }

    /// Why it has ended; `nil` while it has not.
    package var endReason: String? { reason.withLock { $0 } }

    /// For the one client of a debugger that uses its streams; `nil` when another has them.
    package func takeStreams() -> SharedDescriptor? {
        streams.withLock { $0.take() }
    }

    package func tell(_ news: News) {
        teller.yield(news)
    }

    /// Only the first reason counts.
    func finish(_ reason: String) {
        self.reason.withLock { known in
            if known == nil { known = reason }
        }
        teller.finish()
    }
}
