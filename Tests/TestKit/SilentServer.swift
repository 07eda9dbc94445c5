import Synchronization

/// Listens on a port of this machine, lets everybody in and never answers.
package final class SilentServer: Sendable {
    private let socket: ListeningSocket
    private let clients = Mutex<[ListeningSocket.Visitor]>([])

    package init() throws {
        socket = try ListeningSocket()
    }

    package var port: Int { socket.port }

    /// Whether somebody has connected; takes that client, whom nothing is said to as long as the server is there.
    package var hasClient: Bool {
        guard let client = socket.accept(within: 0) else { return false }
        clients.withLock { $0.append(client) }
        return true
    }
}
