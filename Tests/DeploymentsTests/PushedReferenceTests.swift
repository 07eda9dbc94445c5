import Testing

@testable import Deployments

@Suite struct PushedReferenceTests {
    private let zero = String(repeating: "0", count: 40)
    private let one = String(repeating: "1", count: 40)

    @Test func `a line of the hook's input is read`() throws {
        let reference = try #require(PushedReference(line: "\(zero) \(one) refs/heads/feature/x"))
        #expect(reference.branch == "feature/x")
        #expect(!reference.isDeletion)
        #expect(try #require(PushedReference(line: "\(one) \(zero) refs/heads/x")).isDeletion)
        #expect(try #require(PushedReference(line: "\(zero) \(one) refs/tags/v1")).branch == nil)
    }

    @Test(arguments: ["", "a", "a b"])
    func `anything else is no reference`(line: String) {
        #expect(PushedReference(line: line) == nil)
    }
}
