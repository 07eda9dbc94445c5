import JobModel
import Testing

@Suite struct HomeLayoutTests {
    private static let layout = HomeLayout(home: "/home/nyala")

    @Test(arguments: [
        (nil, "/h/site/wwwroot/App_Data/jobs"),
        ("", "/h/site/wwwroot/App_Data/jobs"),
        ("jobs", "/h/site/wwwroot/jobs"),
        ("jobs/", "/h/site/wwwroot/jobs"),
        ("a/b//", "/h/site/wwwroot/a/b"),
        ("/srv/jobs", "/srv/jobs"),
        ("/srv/jobs///", "/srv/jobs"),
        ("/", "/"),
    ])
    func `the jobs lie where WEBJOBS_ROOT_PATH says`(setting: String?, root: String) {
        #expect(HomeLayout(home: "/h", jobsRootSetting: setting).jobsRoot == root)
    }

    @Test func `everything has its place in the home`() {
        let layout = Self.layout
        let places = [
            (layout.site, "site"), (layout.webRoot, "site/wwwroot"), (layout.repository, "site/repository"),
            (layout.deployments, "site/deployments"), (layout.appSettings, "site/settings.json"),
            (layout.accounts, "site/accounts.json"), (layout.secrets, "site/secrets.json"),
            (layout.secretsKey, "site/secrets.key"), (layout.data, "data"), (layout.logFiles, "LogFiles"),
            (layout.workingCopies, "tmp/jobs"), (layout.shutdownFiles, "tmp/shutdown"), (layout.uploads, "tmp/uploads"),
            (layout.runtimeFolder, "run"), (layout.socket, "run/nyala.sock"), (layout.lock, "run/nyala.lock"),
            (layout.instanceFile, "data/instance"), (layout.jobsRoot, "site/wwwroot/App_Data/jobs"),
        ]
        for (path, expected) in places { #expect(path == "/home/nyala/\(expected)") }
    }

    @Test func `a job has its folders and its log`() throws {
        let name = try JobName("report")
        let continuous = JobID(type: .continuous, name: name)
        let triggered = JobID(type: .triggered, name: name)
        let layout = Self.layout
        #expect(layout.folder(of: triggered) == "/home/nyala/site/wwwroot/App_Data/jobs/triggered/report")
        #expect(layout.data(of: continuous) == "/home/nyala/data/jobs/continuous/report")
        #expect(layout.workingCopies(of: continuous) == "/home/nyala/tmp/jobs/continuous/report")
        #expect(layout.log(of: continuous) == "/home/nyala/data/jobs/continuous/report/job_log.txt")
        #expect(layout.log(of: triggered) == "/home/nyala/data/jobs/triggered/report/job_scheduler.log")
        let run = try #require(RunID("203102030405067890"))
        #expect(layout.run(run, of: name) == "/home/nyala/data/jobs/triggered/report/203102030405067890")
    }
}
