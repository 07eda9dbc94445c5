import Cryptography
import JobModel
import TestKit
import Testing

/// A site with two jobs and somebody of every kind who may do something there.
struct HostileSite {
    let site: TestSite
    /// Headers with which each of them shows who it is.
    let account: String
    let reader: String
    let runner: String
    let deployer: String
    /// For the job `mine` alone.
    let runnerOfMine: String
    let deployerOfMine: String
    let expired: String
    let revoked: String
    /// The text of a token that is good, to be changed.
    let goodToken: String
    let session: String
    let endedSession: String

    init() async throws {
        let site = try await TestSite.start(settings: ["http.body_timeout": "1s"])
        self.site = site
        for name in ["mine", "other"] { try site.add("triggered/\(name)", ["run.sh": "echo hi\n"]) }
        try site.add("continuous/steady", ["run.sh": JobScripts.steady()])
        _ = try await site.waitForStart(of: "continuous/steady")
        for name in ["mine", "other"] { #expect(try await site.nyala("run", name, "--wait").isSuccess) }
        func token(_ name: String, _ more: String...) async throws -> String {
            let made = try await site.nyala(["tokens", "create", name] + more)
            try #require(made.isSuccess, "\(made.all)")
            return made.output.split(separator: "\n").joined()
        }
        let credentials = Sodium.encodeBase64(Array("\(TestSite.user):\(TestSite.password)".utf8))
        account = "Authorization: Basic \(credentials)"
        reader = "Authorization: Bearer \(try await token("reader", "--scope", "read"))"
        runner = "Authorization: Bearer \(try await token("runner", "--scope", "run"))"
        deployer = "Authorization: Bearer \(try await token("deployer", "--scope", "deploy"))"
        let mine = ["--job", "triggered/mine"]
        runnerOfMine = "Authorization: Bearer \(try await token("runner-of-mine", "--scope", "run", mine[0], mine[1]))"
        deployerOfMine =
            "Authorization: Bearer \(try await token("deployer-of-mine", "--scope", "deploy", mine[0], mine[1]))"
        expired = "Authorization: Bearer \(try await token("expired", "--scope", "admin", "--expires", "1s"))"
        let lost = try await token("revoked", "--scope", "admin")
        #expect(try await site.nyala("tokens", "revoke", "revoked").isSuccess)
        revoked = "Authorization: Bearer \(lost)"
        goodToken = try await token("good", "--scope", "admin")
        session = try Self.signIn(site)
        endedSession = try Self.signIn(site)
        let same = "Sec-Fetch-Site: same-origin"
        let ended = try Self.ask(site, HostileRequest("", "DELETE", "/api/v1/session", headers: [endedSession, same]))
        #expect(ended?.status == 204)
        let expired = expired
        try await eventually("the token has expired") {
            // From an address of its own, since failures are counted.
            let request = HostileRequest("", "GET", "/api/v1/jobs", headers: [expired]).from("127.0.0.99")
            return try Self.ask(site, request)?.status != 200
        }
    }

    private static func signIn(_ site: TestSite) throws -> String {
        let body = JSONValue.object(["user": .string(TestSite.user), "password": .string(TestSite.password)])
        let request = HostileRequest(
            "sign in",
            "POST",
            "/api/v1/session",
            headers: ["Sec-Fetch-Site: same-origin", "Content-Type: application/json"],
            body: body.serialized()
        )
        let header = try #require(try ask(site, request)?.header("Set-Cookie"))
        return "Cookie: \(header.prefix { $0 != ";" })"
    }

    static func ask(_ site: TestSite, _ request: HostileRequest) throws -> RawConnection.Answer? {
        let connection = try RawConnection(port: site.port, from: request.source)
        connection.send(request.bytes)
        return connection.answer()
    }
}
