import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import HTTPTransfer

/// To which addresses requests go; decided when the connection is made, whatever the name says.
@Suite struct ConnectionGuardTests {
    private let limits = TransferLimits(connect: .seconds(5), answer: 1024)

    private func request(_ url: String, _ allowed: AddressPrefix?, _ asked: Recorder<IPAddress>) -> TransferRequest {
        var request = TransferRequest("GET", url)
        request.bypassesProxy = true
        request.isAllowed = { address in
            asked.add(address)
            return allowed?.contains(address) == true
        }
        return request
    }

    @Test(arguments: [
        "http://127.0.0.1:PORT/", "http://localhost:PORT/", "http://2130706433:PORT/", "http://0x7f.1:PORT/",
        "http://0177.0.0.1:PORT/", "http://127.1:PORT/", "http://[::ffff:127.0.0.1]:PORT/",
    ])
    func `no spelling of a name gets to an address that is not allowed`(url: String) throws {
        let server = try SilentServer()
        let asked = Recorder<IPAddress>()
        let url = String(url.replacing("PORT", with: "\(server.port)"))
        let error = #expect(throws: TransferFailure.self) { try request(url, nil, asked).perform(limits) }
        let isRefused = if case .notAllowed(let address)? = error { !address.isGlobal } else { false }
        #expect(isRefused, "\(String(describing: error))")
        #expect(!asked.values.isEmpty)
        #expect(!server.hasClient)
    }

    @Test func `an allowed address is connected to`() async throws {
        let server = try SilentServer()
        let asked = Recorder<IPAddress>()
        let client = request("http://127.0.0.1:\(server.port)/", AddressPrefix("127.0.0.0/8"), asked)
        let limits = TransferLimits(connect: .seconds(5), total: .milliseconds(300), answer: 1024)
        // The server never answers; that it was asked is enough.
        let error = #expect(throws: TransferFailure.self) { try client.perform(limits) }
        let isTimeout = if case .timedOut? = error { true } else { false }
        #expect(isTimeout, "\(String(describing: error))")
        #expect(server.hasClient)
        #expect(asked.values.map(\.description) == ["127.0.0.1"])
    }

    @Test func `without a guard nothing is asked`() throws {
        let exchange = Exchange(sending: .none)
        #expect(exchange.mayConnect(to: nil))
    }

    @Test func `what is no address of the internet is not allowed where there is a guard`() throws {
        let exchange = Exchange(sending: .none, isAllowed: { _ in true })
        #expect(!exchange.mayConnect(to: nil))
        #expect(exchange.mayConnect(to: IPAddress("127.0.0.1")))
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "dict://127.0.0.1/"])
    func `other protocols are not spoken`(url: String) {
        #expect(throws: TransferFailure.self) {
            try request(url, AddressPrefix("0.0.0.0/0"), Recorder()).perform(limits)
        }
    }
}
