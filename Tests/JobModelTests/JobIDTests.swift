import JobModel
import Testing

@Suite struct JobIDTests {
    @Test(arguments: [(JobType.continuous, "continuous/report"), (.triggered, "triggered/report")])
    func `is the path below the jobs folder`(type: JobType, path: String) throws {
        #expect(JobID(type: type, name: try JobName("report")).description == path)
    }

    @Test func `the same name may stand in both kinds, continuous first`() throws {
        let ids = [
            JobID(type: .triggered, name: try JobName("a")), JobID(type: .continuous, name: try JobName("b")),
            JobID(type: .continuous, name: try JobName("a")),
        ]
        #expect(Set(ids).count == 3)
        #expect(ids.sorted().map(\.description) == ["continuous/a", "continuous/b", "triggered/a"])
    }
}
