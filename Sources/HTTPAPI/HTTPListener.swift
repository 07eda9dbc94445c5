import Hummingbird
import HummingbirdCore
import JobModel
import LinuxSystem
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Takes requests at one address and answers them.
///
/// In place of the library's `Application`, which wakes up every second to have the date ready for the next answer: an
/// idle host sleeps.
struct HTTPListener {
    private static let serverName = "Nyala"

    let server: HTTPServerBuilder
    let responder: RouterResponder<APIContext>
    let address: BindAddress
    let group: MultiThreadedEventLoopGroup
    let clock: any TimeSource
    let logger: Logger
    let onListening: @Sendable (any Channel) async -> Void

    /// Runs until graceful shutdown and the end of the requests that are under way.
    func run() async throws {
        let date = AnswerDate(clock: clock)
        let service = try server.buildServer(
            configuration: ServerConfiguration(address: address, serverName: Self.serverName),
            eventLoopGroup: group,
            logger: logger,
            responder: { [responder, logger] request, writer, channel in
                let context = APIContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
                var response: Response
                do {
                    response = try await responder.respond(to: request, context: context)
                } catch let error as HTTPParserError {
                    throw error
                } catch {
                    // Every error of a route has become an answer before.
                    response = Response(status: .internalServerError)
                }
                response.headers[.date] = date.text
                response.headers[.server] = Self.serverName
                do {
                    try await writer.write(response: response.head, body: response.body)
                } catch is HTTPParserError {
                    // As such it would be answered, in the middle of this answer.
                    throw AnswerBrokenOff()
                }
            },
            onServerRunning: onListening
        )
        try await service.run()
    }

    private struct AnswerBrokenOff: Error {}
}

/// The date in answers, written once for all of a second.
private final class AnswerDate: Sendable {
    private let clock: any TimeSource
    private let known = Mutex<(second: Int64, text: String)?>(nil)

    init(clock: any TimeSource) {
        self.clock = clock
    }

    var text: String {
        let now = clock.wallTime()
        return known.withLock { known in
            if let known, known.second == now.seconds { return known.text }
            let text = HTTPDate.text(now)
            known = (now.seconds, text)
            return text
        }
    }
}
