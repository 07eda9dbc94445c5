import Testing

@testable import JobHosting

@Suite struct LoopbackProbeTests {
    @Test(arguments: [
        ("HTTP/1.1 200 OK\r", 200), ("HTTP/1.0 503", 503), ("HTTP/1.1 204 \r", 204), ("HTTP/2 301 Moved", 301),
    ])
    func `the first line of an answer has its status`(line: String, status: Int) {
        #expect(LoopbackProbe.outcome(line) == .answered(status))
    }

    @Test(arguments: ["", "HTTP/1.1", "HTTP/1.1 OK", "HTTP/1.1 20", "HTTP/1.1 2000", "SSH-2.0-x 200", "200 OK"])
    func `anything else is no answer`(line: String) {
        #expect(LoopbackProbe.outcome(line) == .failed("what it answers is not HTTP"))
    }
}
