import DirectoryWatch
import JobModel
import Testing

@testable import JobHosting

@Suite struct NamedLocksTests {
    private func run(_ number: Int) throws -> RunReference {
        try #require(RunReference("job/20261123094608408\(number)"))
    }

    private func job(_ name: String) -> JobFolder { JobFolder(type: .triggered, name: name) }

    @Test func `a lock is with one run until it is released`() throws {
        var locks = NamedLocks()
        #expect(locks.isFree("db"))
        #expect(locks.isFree(nil))
        locks.take("db", try run(1))
        #expect(!locks.isFree("db"))
        #expect(locks.isFree("other"))
        #expect(locks.release(try run(2)).isEmpty)
        #expect(!locks.isFree("db"))
        #expect(locks.release(try run(1)).isEmpty)
        #expect(locks.isFree("db"))
    }

    @Test func `those who wait are told once, in their order`() throws {
        var locks = NamedLocks()
        locks.take("db", try run(1))
        for name in ["b", "a", "b", "c"] { locks.wait(for: "db", job(name)) }
        #expect(locks.release(try run(1)) == [job("b"), job("a"), job("c")])
        locks.take("db", try run(2))
        #expect(locks.release(try run(2)).isEmpty)
    }
}
