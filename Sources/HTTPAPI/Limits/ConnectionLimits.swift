import JobModel
import SiteSettings

/// What one connection, one address and all of them together may take of the host.
///
/// The local socket has none of these: whoever may open it may end the host as well.
struct ConnectionLimits: Sendable, Hashable {
    /// Bytes of a request's first line and headers together.
    static let maximumHeaders = 64 * 1024
    /// Bytes of one header.
    static let maximumHeader = 32 * 1024
    static let maximumHeaderCount = 200

    /// From the opening of a connection to the end of the first request's headers.
    var headers = Duration.seconds(15)
    /// From the end of an answer to the end of the next request's headers.
    var idle = Duration.seconds(75)
    /// Between two pieces of a body that is waited for.
    var body = Duration.seconds(60)
    /// How long an answer may wait for a client that does not read.
    var reading = Duration.seconds(120)
    /// After an answer that came before the whole request was read: for the client to take notice.
    var farewell = Duration.seconds(3)
    /// Bytes that are read and thrown away in that time: a client that is still sending would find its connection broken,
    /// and not read why.
    var farewellBytes = 64 * 1024 * 1024
    /// Connections at a time.
    var connections = 10_000
    /// Connections at a time from one address; what is on this machine counts only where the setting is made.
    var connectionsPerAddress = 512
    var countsThisMachine = false
    /// Connections to jobs that are no HTTP any more (WebSockets), at a time.
    var tunnels = 1000
    /// How long no byte may come on one of them.
    var tunnelIdle = Duration.seconds(3600)

    init() {}

    /// What the site's settings say: `http.header_timeout`, `http.idle_timeout`, `http.body_timeout`,
    /// `http.read_timeout`, `http.max_connections`, `http.max_connections_per_address`, `http.max_tunnels`,
    /// `http.tunnel_idle_timeout`.
    init(_ settings: AppSettings) {
        headers = Self.duration("http.header_timeout", settings) ?? headers
        idle = Self.duration("http.idle_timeout", settings) ?? idle
        body = Self.duration("http.body_timeout", settings) ?? body
        reading = Self.duration("http.read_timeout", settings) ?? reading
        connections = Self.count("http.max_connections", settings) ?? connections
        tunnels = Self.count("http.max_tunnels", settings) ?? tunnels
        tunnelIdle = Self.duration("http.tunnel_idle_timeout", settings) ?? tunnelIdle
        if let count = Self.count("http.max_connections_per_address", settings) {
            connectionsPerAddress = count
            countsThisMachine = true
        }
    }

    private static func duration(_ name: String, _ settings: AppSettings) -> Duration? {
        settings.variables[name].flatMap(DurationText.parse).flatMap { $0 > .zero ? $0 : nil }
    }

    private static func count(_ name: String, _ settings: AppSettings) -> Int? {
        settings.variables[name].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    }
}
