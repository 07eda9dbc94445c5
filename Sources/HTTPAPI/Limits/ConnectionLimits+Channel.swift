import Hummingbird
import HummingbirdCore
import NIOCore
import SiteSettings

extension ConnectionLimits {
    /// How the server sets up its connections.
    static func channel(_ services: APIServices, isLocal: Bool) -> HTTP1Channel.Configuration {
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: maximumHeader,
            maxHeaderListSize: maximumHeaders,
            maxHeaderFieldCount: maximumHeaderCount
        )
        guard !isLocal else { return HTTP1Channel.Configuration(httpDecoderConfiguration: decoder) }
        let ledger = ConnectionLedger()
        let (settings, clock) = (services.settings, services.clock)
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(ConnectionLimits(settings.current()), ledger, clock: clock)],
            httpDecoderConfiguration: decoder
        )
    }
}
