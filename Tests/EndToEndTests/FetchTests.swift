import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Deploying what lies in another repository: by command, and when a code host calls.
@Suite struct FetchTests {
    private static let secret = "it's a secret"

    /// A repository elsewhere with one job on its branch, and a site.
    private func start(_ settings: [String: String] = [:], branch: String = "main") async throws
        -> (site: TestSite, origin: GitClone)
    {
        let elsewhere = try ScratchDirectory()
        let origin = try await GitClone(in: elsewhere, branch: branch)
        try origin.writeJob("triggered/hello", "run.sh", "echo one\n")
        try await origin.commit("first")
        var settings = settings
        settings["deploy.remote"] = settings["deploy.remote"].map { $0.isEmpty ? "file://\(origin.path)" : $0 }
        return (try await TestSite.start(settings: settings), origin)
    }

    private func output(_ site: TestSite) async throws -> String {
        try await site.nyala("run", "hello", "--wait").output
    }

    @Test func `a branch of another repository is deployed, and the branch here follows it`() async throws {
        let (site, origin) = try await start(branch: "trunk")
        let first = try await site.nyala("deploy", "--from", origin.path)
        #expect(first.isSuccess && first.output.contains("fetching trunk from \(origin.path)"), "\(first.all)")
        #expect(try await output(site).contains("INFO] one\n"))
        try origin.writeJob("triggered/hello", "run.sh", "echo two\n")
        try await origin.git("commit", "-q", "-a", "--amend", "-m", "rewritten")
        #expect(try await site.nyala("deploy", "--from", origin.path, "--branch", "trunk").isSuccess)
        #expect(try await output(site).contains("INFO] two\n"))
        let head = try await origin.git("rev-parse", "HEAD").output
        let repository = "\(site.home)/site/repository"
        let here = try await Command.run("git", ["-c", "safe.directory=*", "-C", repository, "rev-parse", "trunk"])
        #expect(here.output == head)
        #expect(try await site.nyala("deployments").output.contains("rewritten"))
        let left = try await Command.run(
            "git",
            ["-c", "safe.directory=*", "-C", repository, "for-each-ref", "refs/nyala/fetched"]
        )
        #expect(left.output.isEmpty)
        // A clone of the site goes on from there.
        let clone = try await GitClone(in: site.scratch, branch: "trunk")
        #expect(try await clone.git("pull", "-q", site.pushURL, "trunk").isSuccess)
        try clone.writeJob("triggered/hello", "run.sh", "echo three\n")
        try await clone.commit("third")
        #expect(try await clone.push(site, "trunk").isSuccess)
    }

    @Test func `a commit is deployed by its id, also when the original's client names it behind the address`()
        async throws
    {
        let (site, origin) = try await start()
        let first = try await origin.git("rev-parse", "HEAD").output.prefix { !$0.isNewline }
        try origin.writeJob("triggered/hello", "run.sh", "echo two\n")
        try await origin.commit("second")
        #expect(try await site.nyala("deploy", "--from", origin.path).isSuccess)
        #expect(try await output(site).contains("INFO] two\n"))
        let result = try await site.nyala("deploy", "--from", origin.path, "--branch", String(first))
        #expect(result.isSuccess && result.output.contains("fetching \(first) from"), "\(result.all)")
        #expect(try await output(site).contains("INFO] one\n"))

        // From a host like this one, as the original's client asks for it.
        let other = try await TestSite.start()
        for fragment in ["", "#\(first)"] {
            _ = try await Command.run("git", ["-C", origin.path, "push", "-q", other.pushURL, "HEAD:main"])
            let body = Array("{\"format\":\"basic\",\"url\":\"\(other.pushURL)\(fragment)\"}".utf8)
            let deployed = try site.call("POST", "/deploy/", body: body)
            #expect(deployed.status == 200, "\(deployed.text)")
            #expect(try await output(site).contains(fragment.isEmpty ? "INFO] two\n" : "INFO] one\n"))
        }
    }

    @Test(arguments: [
        (["--from", "ext::sh -c true"], "is no address of a repository"),
        (["--from", "--upload-pack=x"], "Missing value"),
        (["--from", "/no/such/folder"], "cannot be fetched"),
        (["--from", "https://u:pw@127.0.0.1:1/x"], "https://***@127.0.0.1:1/x"),
        (["--from", "https://127.0.0.1:1/x?token=pw@"], "https://127.0.0.1:1/x?*** cannot be fetched"),
        (["--from", "ssh://u:pw@127.0.0.1:1/x"], "ssh://***@127.0.0.1:1/x: only https takes a password"),
        (["--from", "u:pw@127.0.0.1:x"], "only https takes a password"),
        (["--from", "ftp://u:pw@127.0.0.1/x"], "\"ftp://***@127.0.0.1/x\" is no address"),
        (["--branch", "x"], "--branch goes with --from"),
    ])
    func `what cannot be fetched is said, without passwords`(arguments: [String], words: String) async throws {
        let site = try await TestSite.start()
        let result = try await site.nyala(["deploy"] + arguments)
        #expect(!result.isSuccess && result.all.contains(words), "\(result.all)")
        #expect(!result.all.contains("pw@"))
        #expect(try await !site.nyala("deployments", "--json").output.contains("pw@"))
    }

    private func deployments(_ site: TestSite) async throws -> [JSONValue] {
        try JSONValue.parse(Array(try await site.nyala("deployments", "--json").output.utf8)).array ?? []
    }

    @Test func `a fetch that hangs is listed and can be cancelled, its password is nowhere, and others wait for it`()
        async throws
    {
        let (site, origin) = try await start()
        let silent = try SilentServer()
        let word = "s3cret\(silent.port)"
        async let hanging = site.nyala(
            "deploy",
            "--from",
            "http://ann:\(word)@127.0.0.1:\(silent.port)/x?key=k\(word)k"
        )
        try await eventually("it is listed") { try await deployments(site).count == 1 }
        try await eventually("git waits for an answer") { silent.hasClient }
        let listed = try #require(try await deployments(site).first)
        #expect(listed["status"]?.string == "pending" && listed["deployer"]?.string == "fetch")
        // The one who asked has the address in his own command line, and git what stands behind the question mark.
        let gits = try Folder.names(in: "/proc").compactMap { name -> String? in
            guard Int(name) != nil, let bytes = try? FileContents.read("/proc/\(name)/cmdline") else { return nil }
            let words = String(decoding: bytes, as: UTF8.self)
            return words.contains("git") && words.contains(":\(silent.port)/x") ? words : nil
        }.filter { !$0.contains("nyala\0deploy") }
        #expect(!gits.isEmpty && !gits.contains { $0.contains("ann:") }, "\(gits)")

        // A second fetch waits; a push does not.
        async let second = site.nyala("deploy", "--from", origin.path)
        try await eventually("it waits in line") { try await deployments(site).count == 2 }
        let clone = try await GitClone(in: site.scratch)
        try clone.writeJob("triggered/pushed", "run.sh", "true\n")
        try await clone.commit("pushed")
        #expect(try await clone.push(site).isSuccess)

        let id = try #require(listed["id"]?.string)
        #expect(try await site.nyala("deployments", "cancel", id).isSuccess)
        let result = try await hanging
        #expect(!result.isSuccess && result.all.contains("the deployment was cancelled"), "\(result.all)")
        let fetched = try await second
        #expect(fetched.isSuccess && fetched.all.contains("waiting for the fetch of \(id) to end"), "\(fetched.all)")
        let record = try await site.nyala("deployments", "show", id, "--json").output
        let log = try await site.nyala("deployments", "log", id).output
        #expect(record.contains("\"failed\""), "\(record)")
        #expect(log.contains("git shows what stands behind ?"), "\(log)")
        let host = try FileContents.text("\(site.home)/LogFiles/nyala.log") ?? ""
        #expect(![result.all, record, log, host].contains { $0.contains(word) })
    }

    @Test func `a fetch takes only so long`() async throws {
        let (site, _) = try await start(["deploy.fetch_timeout": "1s"])
        let silent = try SilentServer()
        let result = try await site.nyala("deploy", "--from", "http://127.0.0.1:\(silent.port)/x", "--branch", "main")
        #expect(
            !result.isSuccess && result.all.contains("took longer than deploy.fetch_timeout allows (1 s)"),
            "\(result.all)"
        )
        #expect(try await deployments(site).first?["reason"]?.string?.contains("deploy.fetch_timeout") == true)
    }

    @Test func `what was fetched before a kill is forgotten at the next start`() async throws {
        let (site, origin) = try await start()
        #expect(try await site.nyala("deploy", "--from", origin.path).isSuccess)
        let repository = "\(site.home)/site/repository"
        func git(_ arguments: String...) async throws -> String {
            try await Command.run("git", ["-c", "safe.directory=*", "-C", repository] + arguments).output
        }
        _ = try await git("update-ref", "refs/nyala/fetched/2026", "refs/heads/main")
        try await site.end(with: SIGKILL)
        _ = try await site.startAgain()
        #expect(try await git("for-each-ref", "refs/nyala/fetched") == "")
        #expect(try await git("for-each-ref", "refs/heads").contains("refs/heads/main"))
    }

    @Test func `credentials of an address reach its host`() async throws {
        let (site, origin) = try await start()
        let other = try await TestSite.start()
        #expect(try await origin.push(other).isSuccess)
        let result = try await site.nyala("deploy", "--from", other.pushURL)
        #expect(result.isSuccess && result.all.contains("fetching main from http://***@127.0.0.1"), "\(result.all)")
        #expect(try await output(site).contains("INFO] one\n"))
        let bare = other.pushURL.replacing("://", with: "://x:wrong@").split(separator: "@")
        let wrong = try await site.nyala("deploy", "--from", "\(bare[0])@\(bare[bare.count - 1])")
        #expect(!wrong.isSuccess && !wrong.all.contains("wrong@"), "\(wrong.all)")
    }

    @Test func `a branch that is not there, or has a bad name, changes nothing`() async throws {
        let (site, origin) = try await start()
        for branch in ["none", "-x", "a..b"] {
            let result = try await site.nyala("deploy", "--from", origin.path, "--branch=\(branch)")
            #expect(!result.isSuccess, "\(result.all)")
        }
        #expect(try await site.nyala("jobs", "--json").output == "[]\n")
    }

    /// Calls without an account, as code hosts do.
    private func call(_ site: TestSite, _ body: String, _ headers: [(String, String)]) throws -> APIResponse {
        let client = try HostClient(endpoint: .url(site.url))
        return try client.send(
            method: "POST",
            path: "/deploy",
            headers: headers.map { APIHeader($0.0, $0.1) } + [APIHeader("Content-Type", "application/json")],
            body: .bytes(Array(body.utf8))
        )
    }

    private func signature(_ body: String) async throws -> String {
        let script =
            "import hmac, sys; print(hmac.new(sys.argv[1].encode(), sys.argv[2].encode(), 'sha256').hexdigest())"
        return try await Command.run("python3", ["-c", script, Self.secret, body]).output.filter { !$0.isWhitespace }
    }

    @Test(arguments: ["X-Hub-Signature-256", "X-Gitea-Signature", "X-Gitlab-Token"])
    func `a code host that signs has the site's remote deployed`(header: String) async throws {
        let (site, origin) = try await start(["deploy.remote": "", "deploy.webhook_secret": Self.secret])
        defer { withExtendedLifetime(origin) {} }
        let body =
            "{\"ref\": \"refs/heads/main\", \"repository\": {\"default_branch\": \"main\"}, \"pusher\": {\"name\": \"ann\"}}"
        let signature = try await signature(body)
        let value = ["X-Hub-Signature-256": "sha256=\(signature)", "X-Gitlab-Token": Self.secret][header] ?? signature
        let answer = try call(site, body, [(header, value)])
        #expect(answer.status == 202, "\(answer.text)")
        let id = try #require(try JSONValue.parse(answer.body)["id"]?.string)
        try await eventually("it is deployed") {
            try await site.nyala("deployments", "show", id, "--json").output.contains("\"success\"")
        }
        #expect(try await output(site).contains("INFO] one\n"))
        // The job hears nothing of the secret.
        try site.write("triggered/hello", "run.sh", "env\n")
        #expect(try await !output(site).contains(Self.secret))
        for wrong in [[(header, "sha256=00")], [(header, value + "0")]] {
            #expect([401, 403].contains(try call(site, body, wrong).status))
        }
        #expect(try call(site, body + " ", [("X-Hub-Signature-256", "sha256=\(signature)")]).status == 403)
        #expect(try call(site, body, []).status == 401)
    }

    @Test func `calls about nothing to deploy are answered so`() async throws {
        let (site, _) = try await start(["deploy.remote": "", "deploy.webhook_secret": Self.secret])
        let token = ("X-Gitlab-Token", Self.secret)
        let bodies = [
            (
                "{\"ref\": \"refs/heads/other\", \"project\": {\"default_branch\": \"main\"}}",
                "the deployment branch is main, not other"
            ),
            ("{\"ref\": \"refs/tags/v1\"}", "this is a tag"),
            ("{\"ref\": \"refs/heads/main\", \"deleted\": true}", "the removal of a branch"),
        ]
        for (body, words) in bodies {
            let answer = try call(site, body, [token])
            #expect(answer.status == 200 && answer.text.contains(words), "\(answer.text)")
        }
        #expect(try call(site, "{}", [token, ("X-GitHub-Event", "ping")]).text.contains("pong"))
        let other = try call(site, "{}", [token, ("X-Gitlab-Event", "Tag Push Hook")])
        #expect(other.status == 200 && other.text.contains("no push but Tag Push Hook"), "\(other.text)")
        for body in ["{", "[]", "{\"ref\": 5}"] { #expect(try call(site, body, [token]).status == 400, "\(body)") }
        #expect(try await site.nyala("deployments", "--json").output == "[]\n")
    }

    @Test func `the original's form names the repository, for who has an account`() async throws {
        let (site, origin) = try await start()
        // Another site is as good a place for a repository as any.
        let other = try await TestSite.start()
        #expect(try await origin.push(other).isSuccess)
        let body = "{\"format\": \"basic\", \"url\": \"\(other.pushURL)#main\"}"
        let headers = [APIHeader("Content-Type", "application/json")]
        let answer = try site.call("POST", "/deploy", headers: headers, body: Array(body.utf8))
        #expect(answer.status == 200, "\(answer.text)")
        #expect(try await output(site).contains("INFO] one\n"))
        #expect(try site.call("POST", "/deploy", headers: headers, body: Array("{}".utf8)).status == 409)
        let path = "{\"format\": \"basic\", \"url\": \"\(origin.path)\"}"
        #expect(try site.call("POST", "/deploy", headers: headers, body: Array(path.utf8)).status == 400)
    }
}
