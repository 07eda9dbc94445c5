import JobHosting
import NIOCore
import NIOPosix
import Synchronization

/// Takes the calls of a job that connects to its debugger by itself, and keeps each until the developer's side fetches it.
final class DebugCalls: Sendable {
    /// Calls that nobody has fetched; more are refused.
    static let maximumWaiting = 16

    private struct Waiting {
        var channels: [Int: any Channel] = [:]
        var lastNumber = 0
        var session: DebugSession?
        var server: (any Channel)?
        var isOver = false
    }

    private let waiting = Mutex(Waiting())

    private init() {}

    /// Listens on a free port of this machine, which no other can reach.
    static func listen(on eventLoop: any EventLoop) async throws -> DebugCalls {
        let calls = DebugCalls()
        let server = try await ServerBootstrap(group: eventLoop)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { channel in
                calls.take(channel)
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "127.0.0.1", port: 0).get()
        calls.waiting.withLock { $0.server = server }
        return calls
    }

    var port: Int { waiting.withLock { $0.server?.localAddress?.port } ?? 0 }

    /// From now on the session tells of calls, those that wait already among them.
    func announce(in session: DebugSession) {
        let numbers = waiting.withLock { waiting in
            waiting.session = session
            return waiting.channels.keys.sorted()
        }
        for number in numbers { session.tell(.call(number)) }
    }

    /// The connection of a call, for the one who asks first.
    func fetch(_ number: Int) -> (any Channel)? {
        waiting.withLock { $0.channels.removeValue(forKey: number) }
    }

    func end() {
        let channels = waiting.withLock { waiting in
            defer { waiting = Waiting(isOver: true) }
            return Array(waiting.channels.values) + [waiting.server].compactMap(\.self)
        }
        for channel in channels { channel.close(promise: nil) }
    }

    private func take(_ channel: any Channel) {
        let (number, session) = waiting.withLock { waiting -> (Int?, DebugSession?) in
            guard !waiting.isOver, waiting.channels.count < Self.maximumWaiting else { return (nil, nil) }
            waiting.lastNumber += 1
            waiting.channels[waiting.lastNumber] = channel
            return (waiting.lastNumber, waiting.session)
        }
        guard let number else { return channel.close(promise: nil) }
        session?.tell(.call(number))
    }
}
