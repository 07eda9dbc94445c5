import Testing

@testable import JobHosting

@Suite struct OpenFileSharesTests {
    @Test(arguments: [(20_000, 17_000, 19_000), (1024, 870, 972), (240, 204, 228), (0, 0, 0)])
    func `the last files are the host's own`(limit: Int, separate: Int, starts: Int) {
        #expect(OpenFileShares.separateOutputs(of: limit) == separate)
        #expect(OpenFileShares.starts(of: limit) == starts)
        // 10,000 processes fit into 20,000 files.
        let spent = 100
        #expect(limit < 20_000 || (separate - spent) / 2 + (starts - separate) >= 10_000)
    }
}
