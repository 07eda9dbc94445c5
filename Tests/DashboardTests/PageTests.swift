import CronSchedule
import JobModel
import Testing

@testable import Dashboard

/// Pages as pure functions of what they show.
@Suite struct PageTests {
    private static let now = Timestamp(seconds: 1_900_000_000)
    private let moments = Moments(now: now, zone: .utc)
    /// What somebody may call a folder, and write into a message.
    private static let hostile = "<b onmouseover='x()'>\"&\u{202E}\u{1B}[31m</b>"

    private func viewer(_ change: (inout Viewer) -> Void = { _ in }) -> Viewer {
        var viewer = Viewer(name: "tester")
        change(&viewer)
        return viewer
    }

    private func overview(_ jobs: [JobSummary], _ viewer: Viewer? = nil) -> String {
        OverviewPage.page(
            OverviewModel(viewer: viewer ?? self.viewer { $0.mayRun = true }, moments: moments, jobs: jobs)
        )
        .html.text
    }

    @Test func `what is hostile is text wherever it stands`() {
        var job = JobSummary(.triggered, Self.hostile, .problem)
        job.problems = [Problem(code: "x", path: Self.hostile, line: 1, message: Self.hostile)]
        job.lastFailure = Self.hostile
        job.schedule = Self.hostile
        job.hindrance = Self.hostile
        var model = JobPageModel(viewer: viewer { $0.mayRun = true }, moments: moments, job: job)
        model.facts.script = Self.hostile
        model.facts.origin = .deployed(.init(id: Self.hostile, words: Self.hostile, time: Self.now))
        model.environment.own = [Self.hostile]
        model.waiting = [Self.hostile]
        model.log = LogTail(lines: [Self.hostile], start: 0, end: 1, position: nil, raw: "/x", isOver: false)
        for page in [overview([job]), JobPage.page(model).html.text] {
            #expect(page.contains("&lt;b onmouseover=&#39;x()&#39;&gt;&quot;&amp;⟨U+202E⟩␛[31m&lt;/b&gt;"))
            #expect(!page.contains("<b onmouseover") && !page.contains("\u{202E}") && !page.contains("\u{1B}"))
        }
    }

    @Test func `only buttons that would work are shown`() {
        let job = JobSummary(.triggered, "report", .ready)
        #expect(overview([job], viewer()).contains("/ui/jobs/triggered/report/run\"") == false)
        #expect(overview([job]).contains("/ui/jobs/triggered/report/run\""))
        for (may, verbs) in [
            (viewer(), []), (viewer { $0.mayRun = true }, ["run", "stop"]),
            (viewer { $0.mayDeploy = true }, ["delete", "files", "schedule"]),
        ] {
            let page = JobPage.page(JobPageModel(viewer: may, moments: moments, job: job)).html.text
            for verb in ["run", "stop", "delete", "files", "schedule"] {
                #expect(page.contains("/ui/jobs/triggered/report/\(verb)\"") == verbs.contains(verb), "\(verb)")
            }
        }
    }

    @Test func `what needs attention comes first, and is counted`() {
        var failing = JobSummary(.continuous, "zebra", .restarting)
        failing.lastFailure = "ended with exit code 3"
        let page = overview([JobSummary(.continuous, "ant", .running), failing])
        #expect(page.contains("One thing needs you") && page.contains("It ended with exit code 3."))
        let (zebra, ant) = (
            page.firstRange(of: "id=\"/jobs/continuous/zebra\""), page.firstRange(of: "id=\"/jobs/continuous/ant\"")
        )
        #expect((zebra?.lowerBound ?? page.endIndex) < (ant?.lowerBound ?? page.startIndex))
        #expect(overview([JobSummary(.continuous, "ant", .running)]).contains("All is well"))
    }

    @Test func `a list has pages, and a page that is not there is the last`() {
        let jobs = (1...120).map { JobSummary(.triggered, "job\($0)", .ready) }
        var query = JobListQuery()
        #expect(query.shown(of: jobs).count == 50)
        query.page = 3
        #expect(query.shown(of: jobs).map(\.name) == (101...120).map { "job\($0)" })
        query.page = 99
        #expect(query.shown(of: jobs).count == 20)
        query.page = -1
        query.text = "JOB12"
        #expect(query.shown(of: jobs).map(\.name) == ["job12", "job120"])
        #expect(query.shown(of: []).isEmpty)
        query.text = "a b&c"
        #expect(query.path(group: .stopped, page: 2) == "/?q=a%20b%26c&show=stopped&page=2")
    }

    @Test(arguments: [
        ("/?show=running", "/?show=running"), ("/ui/jobs/triggered/a?b=c", "/ui/jobs/triggered/a?b=c"),
        ("/ui/sign-out", "/"), ("/ui/Sign-In", "/"), ("/api/v1/jobs", "/"), ("/ui/jobs/triggered/a/stop", "/"),
        ("/ui/jobs/triggered/a/log/find?text=x", "/"), ("/ui/jobs//a", "/"), ("/ui/assets/1/nyala.js", "/"), (nil, "/"),
        ("", "/"), ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"), ("/a\nb", "/"), ("/a b", "/"), ("/é", "/"), ("javascript:alert(1)", "/"),
    ])
    func `signing in leads to this site only`(next: String?, path: String) {
        #expect(SignInPage.safe(next) == path)
    }

    @Test(arguments: [
        (-3 * 86_400, "3 days ago"), (-7200, "2 h ago"), (-90, "1 min ago"), (-5, "5 s ago"), (0, "now"), (1, "now"),
        (59, "in 59 s"), (3600, "in 1 h"),
    ])
    func `times are told from now`(seconds: Int, words: String) {
        let html = moments.relative(Self.now + .seconds(seconds)).text
        #expect(html.hasPrefix("<time datetime=\"20") && html.hasSuffix(">\(words)</time>") && html.contains(" UTC\""))
    }

    @Test(arguments: [
        (Duration.milliseconds(7), "7 ms"), (.milliseconds(3250), "3.2 s"), (.seconds(12), "12 s"),
        (.seconds(75), "1 min 15 s"),
        (.seconds(780), "13 min"), (.seconds(7260), "2 h 1 min"), (.seconds(90_000), "1 d 1 h"), (.seconds(-1), "0 s"),
    ])
    func `spans are told in the units that matter`(span: Duration, words: String) {
        #expect(SpanWords.text(span) == words)
    }

    @Test(arguments: [
        (
            "[2031-02-03T04:05:06.789Z > a1b2c3: INFO] hi",
            "<li><b title=\"2031-02-03T04:05:06.789Z\">04:05:06.789</b> hi</li>"
        ),
        (
            "[2031-02-03T04:05:06.789Z > a1b2c3: SYS ERR ] <x>",
            "<li class=\"sys err\"><b title=\"2031-02-03T04:05:06.789Z\">04:05:06.789</b> &lt;x&gt;</li>"
        ),
        ("no stamp", "<li>no stamp</li>"), ("[ > : ] x", "<li><b title=\"\"></b> x</li>"),
        ("[] > : x", "<li>[] &gt; : x</li>"), ("", "<li></li>"),
    ])
    func `lines of logs are taken apart`(line: String, html: String) {
        #expect(LogLine(line).html.text == html)
    }

    @Test func `files of the program have addresses that change with them`() {
        #expect(Set(Asset.all.map(\.path)).count == Asset.all.count)
        for asset in Asset.all {
            #expect(asset.path.hasPrefix("/ui/assets/\(asset.hash)/") && asset.hash.count == 16 && !asset.bytes.isEmpty)
        }
        #expect(Asset.script.bytes.count + Asset.logScript.bytes.count < 30_000)
    }
}
