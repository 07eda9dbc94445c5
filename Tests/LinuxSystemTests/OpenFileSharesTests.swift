import Glibc
import Testing

@testable import LinuxSystem

@Suite struct OpenFileSharesTests {
    @Test(arguments: [
        (20_000, 17_000, 19_000, 19_976), (1024, 870, 960, 1000), (300, 204, 236, 276), (50, 0, 0, 26), (0, 0, 0, 0),
    ])
    func `the last files are the host's own`(limit: Int, separate: Int, starts: Int, connections: Int) {
        #expect(OpenFileShares.separateOutputs(of: limit) == separate)
        #expect(OpenFileShares.starts(of: limit) == starts)
        #expect(OpenFileShares.connections(of: limit) == connections)
        // 10,000 processes fit into 20,000 files.
        let spent = 120
        #expect(limit < 20_000 || (separate - spent) / 2 + (starts - separate) >= 10_000)
    }

    @Test func `the lowest number that is free tells how many files are open`() throws {
        let before = OpenFileLimit.lowestFree
        let held = try (0..<40).map { _ in try Descriptor.open("/dev/null").release() }
        defer { for number in held { close(number) } }
        // Other tests open and close files meanwhile.
        #expect(OpenFileLimit.lowestFree > before || OpenFileLimit.lowestFree > 40)
    }
}
