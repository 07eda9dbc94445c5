import Testing

@testable import JobHosting

/// Who listens, by the kernel's table.
@Suite struct LoopbackPortTests {
    private static let table = """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 0100007F:1267 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1
           1: 0100007F:0050 0100007F:C001 01 00000000:00000000 00:00000000 00000000     0        0 2
           2: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 3
        """

    @Test(arguments: [(4711, true), (80, false), (8080, false), (4712, false), (71, false)])
    func `one that listens on this machine is found, and nothing else`(port: Int, isListening: Bool) {
        #expect(LoopbackPort.isListening(port, Self.table) == isListening)
    }
}
