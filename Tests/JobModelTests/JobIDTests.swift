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

    @Test func `each process of a job has a name that can be read back`() throws {
        let job = JobID(type: .continuous, name: try JobName("mail"))
        let ids = [12, 0, 3].map { JobProcessID(job: job, index: $0) }
        #expect(ids.sorted().map(\.description) == ["continuous/mail#0", "continuous/mail#3", "continuous/mail#12"])
        for id in ids { #expect(JobProcessID(path: id.description) == id) }
    }

    @Test(arguments: [
        "", "continuous/mail", "continuous/mail#", "continuous/mail#-1", "continuous/mail#01", "continuous/mail#1#2",
        "mail#1", "continuous/mail#x", "continuous/mail# 1",
    ])
    func `nothing else names a process`(path: String) {
        #expect(JobProcessID(path: path) == nil)
    }
}
