import Hummingbird

/// Who is asking.
enum Identity: Sendable, Hashable {
    /// Through the local socket: the folder's permissions have let only this user and root in.
    case local
    case account(String)

    var name: String {
        switch self {
        case .local: "local"
        case .account(let name): name
        }
    }
}

/// What the routes know of a request beside the request itself.
struct APIContext: RequestContext {
    /// Bytes of a body that a route reads whole; uploads are streamed and have limits of their own.
    static let maximumCollectedBody = 4 * 1024 * 1024

    var coreContext: CoreRequestContextStorage
    /// The address the request came from; `nil` for the local socket.
    let remoteAddress: String?
    /// Set by authentication, which comes before every route.
    var identity: Identity?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress
    }

    var maxUploadSize: Int { Self.maximumCollectedBody }
}
