import JobModel
import Testing

@testable import Deployments

@Suite struct AcceptedPushTests {
    private let push = AcceptedPush(oldCommit: "a", newCommit: "b", time: MonotonicTime(nanoseconds: 0))
    private let first = AcceptedPush(oldCommit: "0", newCommit: "b", time: MonotonicTime(nanoseconds: 0))

    private func at(_ seconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: seconds * 1_000_000_000) }

    @Test func `a branch that has not moved yet is where it is about to be`() {
        #expect(push.head("a", at: at(1)) == "b")
        #expect(first.head(nil, at: at(1)) == "b")
    }

    @Test func `a branch that has moved is where it is`() {
        #expect(push.head("b", at: at(1)) == "b")
        #expect(push.head("c", at: at(1)) == "c")
    }

    @Test func `a branch that git did not move after all is where it was`() {
        #expect(AcceptedPush.movingTime == .seconds(10))
        #expect(push.head("a", at: at(10)) == "a")
        #expect(first.head(nil, at: at(10)) == nil)
    }
}
