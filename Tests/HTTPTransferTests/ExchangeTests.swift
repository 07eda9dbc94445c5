import Testing

@testable import HTTPTransfer

@Suite struct ExchangeTests {
    private let exchange = Exchange(sending: .none)

    @Test func `begins with nothing`() {
        #expect(exchange.status == 0)
        #expect(exchange.headers.isEmpty)
        #expect(exchange.takeArrived().isEmpty)
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n", 200), ("HTTP/1.0 404\r\n", 404), ("HTTP/2 503 \r\n", 503),
        ("HTTP/1.1 200 a 404\r\n", 200), ("HTTP/1.1\r\n", 0), ("HTTP/1.1 OK\r\n", 0),
    ])
    func `reads the status`(line: String, status: Int) {
        receive(line)
        #expect(exchange.status == status)
        #expect(exchange.headers.isEmpty)
    }

    @Test(arguments: [
        ("X-One: two\r\n", "X-One", "two"), ("x-one:two\r\n", "x-one", "two"), ("X: \t a  b \t\r\n", "X", "a  b"),
        ("X:\r\n", "X", ""), ("X: a:b\r\n", "X", "a:b"), ("X: é\n", "X", "é"),
        ("X: HTTP/1.1 404\r\n", "X", "HTTP/1.1 404"),
    ])
    func `reads a header`(line: String, name: String, value: String) {
        receive(line)
        #expect(exchange.headers == [HTTPField(name, value)])
    }

    @Test(arguments: ["\r\n", "", "no header\r\n"])
    func `passes over what is no header`(line: String) {
        receive(line)
        #expect(exchange.headers.isEmpty)
        #expect(exchange.status == 0)
    }

    @Test func `what came before an interim answer's end is forgotten`() {
        for line in ["HTTP/1.1 100 Continue\r\n", "X: 1\r\n", "\r\n", "HTTP/1.1 200 OK\r\n", "Y: 2\r\n", "\r\n"] {
            receive(line)
        }
        #expect(exchange.status == 200)
        #expect(exchange.headers == [HTTPField("Y", "2")])
    }

    @Test func `bytes are handed out once`() {
        for text in ["ab", "", "c"] { Array(text.utf8).withUnsafeBytes { exchange.receive($0) } }
        #expect(exchange.takeArrived() == Array("abc".utf8))
        #expect(exchange.takeArrived().isEmpty)
        Array("d".utf8).withUnsafeBytes { exchange.receive($0) }
        #expect(exchange.takeArrived() == Array("d".utf8))
    }

    @Test func `a body that cannot be read ends the transfer with its reason`() {
        let broken = Exchange(sending: .descriptor(-1))
        var buffer = [UInt8](repeating: 0, count: 4)
        let count = buffer.withUnsafeMutableBytes { broken.provide(into: $0) }
        let hasFailed = broken.bodyFailure != nil
        #expect(count == nil)
        #expect(hasFailed)
    }

    @Test func `a body is provided to its end`() {
        let sending = Exchange(sending: .bytes([1, 2, 3]))
        var buffer = [UInt8](repeating: 0, count: 2)
        let counts = (0..<3).map { _ in buffer.withUnsafeMutableBytes { sending.provide(into: $0) } }
        let hasFailed = sending.bodyFailure != nil
        #expect(counts == [2, 1, 0])
        #expect(!hasFailed)
    }

    private func receive(_ line: String) {
        Array(line.utf8).withUnsafeBytes { exchange.receiveHeaderLine($0) }
    }
}
