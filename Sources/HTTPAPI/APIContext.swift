import Glibc
import Hummingbird
import NIOCore

/// What the routes know of a request beside the request itself.
struct APIContext: RequestContext {
    /// Bytes of a body that a route reads whole; uploads are streamed and have limits of their own.
    static let maximumCollectedBody = 4 * 1024 * 1024

    var coreContext: CoreRequestContextStorage
    /// The client's address, from a trusted proxy what that says; `nil` for the local socket.
    var remoteAddress: String?
    /// Whom the client's certificate names; `nil` where it has shown none.
    var clientCertificate: String?
    /// Set by authentication, which comes before every route.
    var identity: Identity?
    /// What the audit log is to say of the change beside its path; set by auditing.
    var auditNote: AuditNote?
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress
        channel = source.channel
    }

    /// Where the request is served; its timers are gone when they are cancelled, other than a task that sleeps.
    var eventLoop: any EventLoop { channel.eventLoop }

    var maxUploadSize: Int { Self.maximumCollectedBody }

    /// Which user is at the other end of the local socket, as the kernel says; `nil` where it does not.
    func peerUser() async throws -> UInt32? {
        guard let socket = channel as? any SocketOptionProvider else { return nil }
        let answer: EventLoopFuture<PeerCredentials> = socket.unsafeGetSocketOption(
            level: NIOBSDSocket.OptionLevel(rawValue: SOL_SOCKET),
            name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
        )
        return try await answer.get().user
    }

    /// `struct ucred` of unix(7).
    private struct PeerCredentials: Sendable {
        var process: Int32
        var user: UInt32
        var group: UInt32
    }
}

/// The user this host runs as.
enum HostUser {
    static let id = geteuid()
}
