import JobModel
import Testing

@testable import RunHistory

@Suite struct RunMergeTests {
    private func run(_ number: Int) -> RunID {
        RunID(start: Timestamp(seconds: 1_700_000_000 + Int64(number)))
    }

    private func merged(_ jobs: [[Int]], before: Int? = nil) throws -> [String] {
        let sources = try jobs.enumerated().map { (try JobName("j\($0)"), $1.map(run)) }
        var merge = RunMerge(sources) { id in before.map { id < run($0) } ?? true }
        var found: [String] = []
        while let next = merge.next() {
            let number = try #require(jobs.joined().first { run($0) == next.run })
            found.append("\(next.job)/\(number)")
        }
        return found
    }

    @Test func `newest first over all jobs, each run once`() throws {
        #expect(try merged([]).isEmpty)
        #expect(try merged([[], []]).isEmpty)
        #expect(
            try merged([[1, 4, 6], [], [2, 3, 7], [5]]) == ["j2/7", "j0/6", "j3/5", "j0/4", "j2/3", "j2/2", "j0/1"]
        )
    }

    @Test(arguments: 0...8)
    func `it begins with the newest that is old enough`(before: Int) throws {
        let expected = (1...7).filter { $0 < before }.reversed()
        #expect(
            try merged([[1, 4, 6], [2, 3, 7], [5]], before: before).map { Int($0.dropFirst(3)) } == Array(expected)
        )
    }
}
