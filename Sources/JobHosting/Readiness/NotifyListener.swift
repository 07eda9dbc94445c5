import JobModel
import LinuxSystem

/// Hears what the processes of one start say of themselves to their `NOTIFY_SOCKET`.
///
/// It belongs to the host's loop. Only what comes from the start's own processes counts.
final class NotifyListener {
    /// Messages taken before others on the loop have their turn.
    private static let turn = 64

    private let socket: NotifySocket
    private let loop: SystemLoop
    private var watch: SystemLoop.WatchID?
    private var strangers: Set<Int32> = []
    /// Strangers that are told of.
    private static let maximumStrangers = 10

    init(_ socket: NotifySocket, loop: SystemLoop) {
        self.socket = socket
        self.loop = loop
    }

    /// Of a start of an earlier host, by ``keptName``.
    init(again name: String, loop: SystemLoop) throws(SystemError) {
        socket = try name.hasPrefix("/") ? NotifySocket(inPlaceOf: name) : NotifySocket(name: name)
        self.loop = loop
    }

    /// As it is given to processes.
    var address: String { socket.address }

    /// By which the next host finds it.
    var keptName: String { address.hasPrefix("/") ? address : String(address.dropFirst()) }

    /// `isOwn` says whether a process that sent something is one of the start's; `stranger` hears once of each that is not.
    func begin(
        isOwn: @escaping (Int32) -> Bool,
        stranger: @escaping (Int32) -> Void,
        hear: @escaping (NotifyMessage) -> Void
    ) throws(SystemError) {
        watch = try loop.watch(socket.number) { [self] _ in
            for _ in 0..<Self.turn {
                guard watch != nil, let message = socket.receive() else { return }
                if isOwn(message.sender) {
                    hear(NotifyMessage(message.bytes))
                } else if strangers.count < Self.maximumStrangers, strangers.insert(message.sender).inserted {
                    stranger(message.sender)
                }
            }
        }
    }

    func end() {
        if let watch { loop.unwatch(watch) }
        watch = nil
        socket.remove()
    }
}
