import APIClient
import Glibc
import TestKit

@testable import LinuxSystem

/// A server on a thread of its own: it takes a few clients, one after the other, and does with each what the test says.
///
/// The thread ends with the last client, and a connection with the end of what the test does with it.
struct CannedServer: Sendable {
    let endpoint: APIEndpoint
    let port: Int
    private let received = Recorder<String>()

    init(
        at place: BoundSocket? = nil,
        clients: Int = 1,
        _ serve: @escaping @Sendable (ServedConnection) -> Void
    ) throws {
        let socket = try place ?? BoundSocket.onLoopback()
        endpoint = socket.endpoint
        port = socket.port
        let listening = socket.descriptor
        try check("listen") { listen(listening.number, 8) }
        let thread = ThreadStart(name: "canned-server") { [received] in
            for _ in 0..<clients {
                let number = accept(listening.number, nil, nil)
                guard number >= 0 else { return }
                let descriptor = SharedDescriptor(Descriptor(owning: number))
                serve(ServedConnection(descriptor: descriptor, received: received))
                // Closing alone would not end it while a program that was started meanwhile holds it too.
                shutdown(descriptor.number, Int32(SHUT_RDWR))
            }
        }
        try thread.launch()
    }

    /// Reads one request and answers with these bytes, whatever they are.
    static func answering(_ text: String, at place: BoundSocket? = nil) throws -> CannedServer {
        try CannedServer(at: place) { connection in
            connection.readRequest()
            connection.write(text)
        }
    }

    /// The requests that were read so far.
    var requests: [ReceivedRequest] {
        received.values.map { ReceivedRequest($0) }
    }

    /// A whole answer.
    static func answer(_ status: String = "200 OK", headers: [String] = [], body: String = "") -> String {
        let lines = ["HTTP/1.1 \(status)"] + headers + ["Content-Length: \(body.utf8.count)", "", body]
        return lines.joined(separator: "\r\n")
    }
}
