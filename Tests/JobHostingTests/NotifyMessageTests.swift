import Testing

@testable import JobHosting

@Suite struct NotifyMessageTests {
    private func message(_ text: String) -> NotifyMessage { NotifyMessage(Array(text.utf8)) }

    @Test func `what a service says is understood`() {
        let found = message("READY=1\nSTATUS=Serving 3 clients\nWATCHDOG=1\n")
        #expect(found.isReady)
        #expect(found.status == "Serving 3 clients")
        #expect(found.isWell)
        #expect(!found.isStopping)
        #expect(message("STOPPING=1").isStopping)
        #expect(message("WATCHDOG=trigger").isUnwell)
        #expect(message("WATCHDOG_USEC=20000000").watchdog == .seconds(20))
        #expect(message("EXTEND_TIMEOUT_USEC=1500000").longer == .milliseconds(1500))
    }

    @Test(arguments: [
        "", "\n\n", "READY", "READY=", "READY=0", "ready=1", " READY=1", "READY =1", "READY=11", "MAINPID=7",
        "WATCHDOG_USEC=0", "WATCHDOG_USEC=-5", "WATCHDOG_USEC=x", "WATCHDOG_USEC=99999999999999999999",
        "EXTEND_TIMEOUT_USEC=9223372036854775807", "\0", "=1", "X=READY=1", "BARRIER=1",
    ])
    func `what says nothing that is known counts for nothing`(text: String) {
        #expect(message(text) == message(""))
    }

    @Test func `what said it once has said it`() {
        #expect(message("READY=1\nREADY=0").isReady)
    }

    @Test func `a status is one short line`() {
        #expect(message("STATUS=" + String(repeating: "x", count: 5000)).status?.count == NotifyMessage.statusLength)
        #expect(message("STATUS=a\rb").status == "a b")
        #expect(message("STATUS=").status?.isEmpty == true)
        #expect(NotifyMessage([0x53, 0x54, 0x41, 0x54, 0x55, 0x53, 0x3D, 0xFF]).status == "\u{FFFD}")
    }
}
