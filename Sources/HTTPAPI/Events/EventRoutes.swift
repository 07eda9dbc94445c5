import HTTPTypes
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem
import NIOCore
import ServiceLifecycle

/// `/api/v1/events`: what happens on the host, as it happens.
struct EventRoutes: Sendable {
    /// After which a host where nothing happens gives a sign of life.
    private static let heartbeat: Duration = .seconds(15)

    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.get("api/v1/events") { request, context in try follow(request, context.identity) }
    }

    private func follow(_ request: Request, _ identity: Identity?) throws -> Response {
        let filter = try EventFilter(request.query)
        let (events, series) = (services.host.events, series)
        let last = request.lastEventID
        let known = last.flatMap { EventPlace($0) }
        // What another host told, before this one began, is not known here.
        let isLost = last != nil && (known?.series != series || (known?.number ?? 0) > events.newest)
        let start = isLost ? events.newest : known?.number ?? events.newest
        return ServerSentEvents.response { writer in
            var number = start
            if isLost { try await writer.write(ByteBuffer(bytes: Self.lost(EventPlace(series, number)))) }
            while !Task.isCancelled {
                let turn = await Self.next(events, after: number)
                guard services.stillKnows(identity) else { return }
                switch turn {
                case .over: return
                case .quiet: try await writer.write(ByteBuffer(bytes: ServerSentEvents.signOfLife))
                case .told(let batch):
                    number = batch.last
                    let bytes = Self.bytes(batch, series, filter)
                    if !bytes.isEmpty { try await writer.write(ByteBuffer(bytes: bytes)) }
                }
            }
        }
    }

    private enum Turn: Sendable {
        case told(HostEvents.Batch)
        case quiet
        /// There will be no more events.
        case over
    }

    /// Numbers begin anew with every start of the host.
    private var series: String {
        String(services.startTime.nanoseconds, radix: 16)
    }

    /// What is next; ends with the host, and whoever listens comes again to the next one.
    private static func next(_ events: HostEvents, after number: Int) async -> Turn {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Turn.self) { tasks in
                tasks.addTask { await events.next(after: number).map(Turn.told) ?? .over }
                tasks.addTask {
                    // Cancelled when there is something to tell, or nothing any more.
                    try? await Task.sleep(for: heartbeat)
                    return Task.isCancelled ? .over : .quiet
                }
                defer { tasks.cancelAll() }
                return await tasks.next() ?? .over
            }
        }
    }

    private static func bytes(_ batch: HostEvents.Batch, _ series: String, _ filter: EventFilter) -> [UInt8] {
        var bytes: [UInt8] = []
        if batch.lost > 0 { bytes += lost(EventPlace(series, batch.last - batch.events.count)) }
        for numbered in batch.events where filter.wants(numbered.event) {
            ServerSentEvents.append(
                numbered.event.kind.rawValue,
                id: EventPlace(series, numbered.number).description,
                data: numbered.event.json.serialized(),
                to: &bytes
            )
        }
        return bytes
    }

    private static func lost(_ place: EventPlace) -> [UInt8] {
        let data = "events before this one are not known any more; read anew what they were about"
        return ServerSentEvents.event("lost", id: place.description, data: data.utf8)
    }
}
