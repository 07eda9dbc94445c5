import JobModel
import LinuxSystem
import Testing

@testable import HTTPAPI

@Suite struct FileReachTests {
    private static func place(_ path: String, jobs: String? = nil) throws -> FilePlace? {
        let reach = FileReach(layout: HomeLayout(home: "/h", jobsRootSetting: jobs))
        guard case .place(let place) = reach.target(of: try FilePath(encoded: path)) else { return nil }
        return place
    }

    private static func disk(_ place: FilePlace?) -> String? {
        place.map { place in
            ([place.root] + place.parts.map { String(decoding: $0, as: UTF8.self) }).joined(separator: "/")
        }
    }

    static let reached: [(String, String?, String)] = [
        ("/data/jobs/triggered/a/x", nil, "/h/data/jobs/triggered/a/x"), ("/data/inbox/x", nil, "/h/data/inbox/x"),
        ("/LogFiles/nyala.log", nil, "/h/LogFiles/nyala.log"), ("/site/wwwroot/", nil, "/h/site/wwwroot"),
        ("/site/wwwroot/App_Data/jobs/continuous/a/run.sh", nil, "/h/site/wwwroot/App_Data/jobs/continuous/a/run.sh"),
        ("/site/wwwroot/parts/continuous/a", "parts", "/h/site/wwwroot/parts/continuous/a"),
        // Jobs that lie elsewhere are where a deployment has them.
        ("/site/wwwroot/App_Data/jobs/continuous/a", "/srv/jobs", "/srv/jobs/continuous/a"),
        ("/site/deployments/1/log.txt", nil, "/h/site/deployments/1/log.txt"),
    ]

    @Test(arguments: reached)
    func `paths lead to places on disk`(path: String, jobs: String?, disk: String) throws {
        #expect(Self.disk(try Self.place(path, jobs: jobs)) == disk)
    }

    @Test(arguments: [
        "/site/settings.json", "/site/accounts.json", "/site/tokens.json", "/site/repository/", "/site/repository/HEAD",
        "/run/nyala.sock", "/tmp/jobs", "/other", "/data/secrets/x", "/data/builds/x", "/LogFiles/audit.log",
        "/LogFiles/audit.log.1", "/Data/x", "/data%FF/x",
    ])
    func `what is the host's own is out of reach`(path: String) throws {
        #expect(try Self.place(path) == nil)
    }

    @Test func `files directly in the host's folders are hidden, folders are not`() throws {
        for path in ["/data/instance", "/data/token-uses.json", "/site/deployments/active.json"] {
            let place = try #require(try Self.place(path))
            #expect(place.isHidden(.file))
            #expect(place.isHidden(.link))
            #expect(!place.isHidden(.folder))
        }
        let file = try #require(try Self.place("/data/inbox/x"))
        #expect(!file.isHidden(.file))
    }

    static let kept: [(String, String?, Bool)] = [
        ("/data/", nil, true), ("/data/jobs", nil, true), ("/data/jobs/triggered/", nil, true),
        ("/data/jobs/triggered/a/", nil, false), ("/data/inbox/", nil, false), ("/site/wwwroot/", nil, true),
        ("/site/wwwroot/App_Data/", nil, true), ("/site/wwwroot/App_Data/x", nil, false),
        ("/site/wwwroot/index.html", nil, false), ("/site/wwwroot/App_Data/jobs/continuous/", nil, true),
        ("/site/wwwroot/App_Data/jobs/continuous/a/", nil, false), ("/site/wwwroot/App_Data/jobs/other", nil, false),
        ("/site/wwwroot/App_Data/", "parts/jobs", false), ("/site/wwwroot/parts/", "parts/jobs", true),
        ("/LogFiles/", nil, true), ("/LogFiles/x.log", nil, false),
    ]

    @Test(arguments: kept)
    func `folders that the host needs stay`(path: String, jobs: String?, isKept: Bool) throws {
        #expect(try #require(try Self.place(path, jobs: jobs)).isKept == isKept)
    }

    static let links: [(String, OpenFolder.Links, Int)] = [
        ("/data/jobs/triggered/a/x", .followed, 3), ("/data/jobs/triggered/a", .refused, 3),
        ("/data/jobs/other/a/x", .refused, 0), ("/data/inbox/x", .refused, 0), ("/LogFiles/x", .refused, 0),
        ("/site/wwwroot/App_Data/jobs/continuous/a/x", .followed, 2), ("/site/wwwroot/x", .followed, 0),
        ("/site/wwwroot/App_Data/jobs/continuous/a", .refused, 2),
    ]

    @Test(arguments: links)
    func `links are followed inside one job's folder only`(
        path: String,
        links: OpenFolder.Links,
        anchorDepth: Int
    ) throws {
        let place = try #require(try Self.place(path))
        #expect(place.links == links)
        #expect(place.anchorDepth == anchorDepth)
    }

    @Test func `the host's own log and the records of deployments are for reading`() throws {
        for path in ["/LogFiles/nyala.log", "/LogFiles/nyala.log.1", "/site/deployments/1/log.txt"] {
            #expect(try #require(try Self.place(path)).isReadOnly)
        }
        #expect(try !#require(try Self.place("/LogFiles/mine.log")).isReadOnly)
    }
}
