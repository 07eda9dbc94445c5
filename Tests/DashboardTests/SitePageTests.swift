import JobModel
import Testing

@testable import CronSchedule
@testable import Dashboard

@Suite struct SitePageTests {
    private static let now = Timestamp(seconds: 1_900_000_000)
    private let moments = Moments(now: Self.now, zone: .utc)

    private var viewer: Viewer {
        var viewer = Viewer(name: "admin")
        viewer.mayDeploy = true
        viewer.mayAdminister = true
        return viewer
    }

    @Test func `who may not administer is led to nothing that would be refused`() {
        #expect(
            Section.allCases.filter { $0.isFor(Viewer(name: "reader")) }.allSatisfy {
                ![.settings, .access, .audit].contains($0)
            }
        )
        #expect(Set(Section.allCases.filter { $0.isFor(viewer) }) == Set(Section.allCases))
    }

    // MARK: settings

    @Test func `a setting's value comes back exactly, and is no markup`() {
        var model = SettingsModel(viewer: viewer, moments: moments)
        model.settings = [.init(name: "<i>", value: "\n</textarea><script>", isInFile: true)]
        let text = SettingsPage.page(model).html.text
        // A browser leaves out the first line break of such a field.
        #expect(text.contains("spellcheck=\"false\">\n\n&lt;/textarea&gt;&lt;script&gt;</textarea>"))
        #expect(text.contains("<code>&lt;i&gt;</code>"))
        #expect(!text.contains("<script>"))
    }

    @Test(arguments: [(true, true), (false, false)])
    func `only what the site has set can be removed`(isInFile: Bool, hasButton: Bool) {
        var model = SettingsModel(viewer: viewer, moments: moments)
        model.settings = [.init(name: "A", value: "1", isInFile: isInFile)]
        #expect(SettingsPage.page(model).html.text.contains("/ui/settings/remove") == hasButton)
    }

    @Test func `a secret that jobs wait for is told of`() throws {
        var model = SettingsModel(viewer: viewer, moments: moments)
        let job = try #require(JobID(path: "triggered/report"))
        model.secrets = [.init(name: "TOKEN", set: nil, jobs: [job])]
        let text = SettingsPage.page(model).html.text
        #expect(text.contains("Not set: its jobs wait for it"))
        #expect(text.contains("href=\"/ui/jobs/triggered/report\""))
        #expect(!text.contains("/ui/secrets/remove"))
    }

    // MARK: access

    @Test func `tokens of programs and sessions of browsers stand apart`() {
        var model = AccessModel(viewer: viewer, moments: moments)
        model.tokens = [
            token("ab", "<ci>", session: nil), token("cd", "Firefox", session: "ines"),
        ]
        let text = AccessPage.page(model).html.text
        let parts = text.split(separator: "<section ").map(String.init)
        #expect(parts.first { $0.contains("tokens-title") }?.contains("&lt;ci&gt;") == true)
        #expect(parts.first { $0.contains("tokens-title") }?.contains("Firefox") == false)
        #expect(parts.first { $0.contains("sessions-title") }?.contains("ines") == true)
    }

    private func token(_ id: String, _ name: String, session: String?) -> AccessModel.Token {
        AccessModel.Token(
            id: id,
            name: name,
            scopes: ["read"],
            job: nil,
            session: session,
            created: Self.now,
            expires: nil,
            lastUse: nil
        )
    }

    @Test(arguments: [(1, false), (2, true)])
    func `the last account cannot be removed`(count: Int, hasButton: Bool) {
        var model = AccessModel(viewer: viewer, moments: moments)
        model.accounts = (0..<count).map { "account\($0)" }
        #expect(AccessPage.page(model).html.text.contains("/ui/access/accounts/remove") == hasButton)
    }

    // MARK: the audit log

    @Test(arguments: [(200, "Done"), (303, "Done"), (400, "Refused"), (404, "Refused"), (500, "Failed")])
    func `what came of it is a word`(status: Int, word: String) {
        var model = AuditModel(viewer: viewer, moments: moments)
        model.entries = [
            .init(
                time: Self.now,
                who: "",
                means: "none",
                address: "192.0.2.7",
                method: "POST",
                path: "/<script>",
                status: status,
                detail: "no"
            )
        ]
        let text = AuditPage.page(model).html.text
        #expect(text.contains("</svg>\(word)</span>"))
        #expect(text.contains("a stranger"))
        #expect(text.contains("POST /&lt;script&gt;"))
    }

    // MARK: words

    @Test(arguments: [
        (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (10240, "10 KiB"),
        (23 * 1024 * 1024, "23 MiB"), (5 << 40, "5.0 TiB"), (-1, "0 B"),
    ])
    func `numbers of bytes are short`(bytes: Int, text: String) {
        #expect(ByteWords.text(bytes) == text)
    }
}
