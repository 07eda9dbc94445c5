import Testing

@testable import ProcessSupervision

@Suite struct LogLocationTests {
    @Test(arguments: [
        ("/data/job_log.txt", 1, "/data/job_prev_log.txt"),
        ("/data/job_log.txt", 2, "/data/job_prev_log.2.txt"),
        ("/data/job_log.txt", 12, "/data/job_prev_log.12.txt"),
        ("/my_log.txt/output_log.txt", 1, "/my_log.txt/output_prev_log.txt"),
    ])
    func `older files have the original's name, then numbers`(path: String, number: Int, expected: String) {
        #expect(LogLocation(path: path, maximumSize: 1, fileCount: 20).older(number) == expected)
    }

    @Test func `no two files of a log share a name`() {
        for path in ["/d/job_log.txt", "/d/job_scheduler.log", "/d/plain"] {
            let location = LogLocation(path: path, maximumSize: 1, fileCount: 20)
            let names = [path] + (1..<20).map { location.older($0) }
            #expect(Set(names).count == 20)
        }
    }

    @Test func `one file is kept unless said otherwise`() {
        #expect(LogLocation(path: "/d/job_log.txt", maximumSize: nil).fileCount == 1)
    }
}
