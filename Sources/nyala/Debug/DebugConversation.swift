import Glibc
import JobDebugging
import JobModel
import LinuxSystem
import Synchronization

/// A debug session from the developer's side: hears what the host says of it, and carries connections to and fro.
final class DebugConversation: Sendable {
    /// Connections at the same time; more wait.
    private static let maximumConnections = 32
    private static let upgrade = "nyala-debug"
    /// Between two looks whether it is over, while nobody connects; milliseconds.
    private static let pause: Int32 = 200

    private struct State {
        var isOver = false
        var path: String?
        var endReason: String?
    }

    private let host: HostConnection
    private let path: String
    private let query: [(name: String, value: String)]
    /// Where the developer's tools connect; `nil` where the job connects to them.
    private let door: DebugDoor?
    private let port: Int
    private let executor: BlockingExecutor
    private let state = Mutex(State())

    init(
        _ host: HostConnection,
        path: String,
        query: [(name: String, value: String)],
        door: DebugDoor?,
        port: Int
    ) throws {
        self.host = host
        self.path = path
        self.query = query
        self.door = door
        self.port = port
        // Two for the session itself and for those who come.
        executor = try BlockingExecutor(name: "nyala-debug", threads: Self.maximumConnections + 2)
    }

    /// Why the host ended it; `nil` where it did not.
    var endReason: String? { state.withLock { $0.endReason } }

    func stop() {
        state.withLock { $0.isOver = true }
    }

    /// Begins the session and returns when it is over; `onBegin` gets what the host says of it.
    func run(onBegin: @escaping @Sendable (JSONValue) -> Void) async throws {
        defer { stop() }
        try await executor.perform { [self] in
            var lines = DebugLines()
            try host.stream("POST", path, query: query, check: { !state.withLock { $0.isOver } }) { bytes in
                for value in lines.take(bytes) { take(value, onBegin) }
            }
        }
    }

    private func take(_ value: JSONValue, _ onBegin: @Sendable (JSONValue) -> Void) {
        if let session = value["session"]?.string {
            state.withLock { $0.path = "\(path)/\(session)/connection" }
            onBegin(value)
            if let door { letIn(door) }
        } else if let call = value["call"]?.integer {
            answer(call)
        } else if let reason = value["ended"]?.string {
            state.withLock { $0.endReason = reason }
        }
    }

    /// Each who comes through the door gets a connection of the session.
    private func letIn(_ door: DebugDoor) {
        // It ends with the session, and the program right after that.
        Task(executorPreference: executor) { [self] in
            while !state.withLock({ $0.isOver }) {
                guard let visitor = door.accept(within: Self.pause) else { continue }
                Task(executorPreference: executor) { self.carry(visitor, []) }
            }
        }
    }

    /// The job has called: what listens here is called in turn.
    private func answer(_ call: Int) {
        // As above.
        Task(executorPreference: executor) { [self] in
            guard let tool = DebugDoor.call(port) else {
                return Terminal.complain("the job calls, and nothing listens on 127.0.0.1:\(port)")
            }
            carry(tool, [(name: "call", value: "\(call)")])
        }
    }

    private func carry(_ socket: SharedDescriptor, _ query: [(name: String, value: String)]) {
        guard let path = state.withLock({ $0.path }) else { return }
        do {
            try host.carry(socket.number, path, query: query, upgrade: Self.upgrade)
        } catch {
            let text = (error as? CommandFailure)?.message ?? "\(error)"
            Terminal.complain("a connection to the debugger failed: \(text)")
        }
    }
}
