import APIClient
import JobModel
import LinuxSystem
import TestKit
import Testing

/// The OpenAPI document of the native API is true: schemathesis makes requests of it, good ones and bad ones, and compares
/// what is answered.
@Suite struct ContractTests {
    private static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")
    /// Made by `packaging/deps.sh test`.
    private static let program = "\(root)/.build/venv/bin/schemathesis"

    /// Cases of one operation in each phase; the rest of the bounds is in the options below.
    private static let cases = 15

    private func site() async throws -> TestSite {
        let site = try await TestSite.start(options: ["--trusted-proxy", "127.0.0.1"])
        let jobs = "new/App_Data/jobs"
        try site.scratch.write("\(jobs)/continuous/worker/run.sh", JobScripts.steady())
        try site.scratch.write("\(jobs)/triggered/report/run.sh", "echo \"report $*\"\n")
        try site.scratch.write("\(jobs)/triggered/nightly/run.sh", "echo night\n")
        try site.scratch.write("\(jobs)/triggered/nightly/settings.job", #"{"schedule": "0 0 3 * * *"}"#)
        let deployed = try await site.nyala("deploy", site.scratch.at("new"))
        try #require(deployed.isSuccess, "\(deployed.all)")
        for _ in 0..<3 { #expect(try await site.nyala("run", "report", "--wait").isSuccess) }
        #expect(try site.call("PUT", "/api/v1/secrets/HUSH", body: Array(#"{"value": "hush"}"#.utf8)).status == 201)
        return site
    }

    /// Runs schemathesis on a document, by its address or path.
    private func schemathesis(_ site: TestSite, _ document: String, _ options: [String] = []) async throws
        -> Command.Result
    {
        try #require(AtomicFile.exists(Self.program), "packaging/deps.sh test installs \(Self.program)")
        let made = try await site.nyala("tokens", "create", "contract", "--scope", "admin", "--json")
        let token = try JSONValue.parse(Array(made.output.utf8))
        let (id, text) = (try #require(token["id"]?.string), try #require(token["token"]?.string))
        for name in ["hooks.py", "schemathesis.toml"] {
            let file = try #require(try FileContents.text("\(Self.root)/Tests/Contract/\(name)"))
            try site.scratch.write("contract/\(name)", file)
        }
        return try await Command.run(
            // Should it hang, it is killed; the whole takes less than a minute.
            "timeout",
            [
                "--kill-after=5", "240", Self.program, "run", document, "--header", "Authorization: Bearer \(text)",
                "--checks", "all", "--continue-on-failure", "--seed", "1", "--max-examples", "\(Self.cases)",
                "--request-timeout", "10", "--generation-database", "none", "--no-color", "--no-shrink",
                // It has no end, and whoever reads all of it waits; EventStreamTests read it.
                "--exclude-path", "/api/v1/events",
            ] + options,
            in: site.scratch.at("contract"),
            environment: [
                "SCHEMATHESIS_HOOKS": "hooks", "CONTRACT_TOKEN_ID": id, "CONTRACT_ACCOUNT": TestSite.user,
            ]
        )
    }

    @Test func `every answer is one that the document has`() async throws {
        let site = try await site()
        let result = try await schemathesis(site, "\(site.url)/api/v1/openapi.json")
        #expect(result.isSuccess, "\(result.all)")
        #expect(result.output.contains("Stateful"), "\(result.all)")
        #expect(try site.call("GET", "/healthz", as: .none).status == 200)
    }

    @Test func `an answer that the document has not is found`() async throws {
        let site = try await site()
        let document = try JSONValue.parse(try site.call("GET", "/api/v1/openapi.json").body)
        let text = String(decoding: document.serialized(), as: UTF8.self)
        // As if nobody had written that a setting may be missing.
        let wrong = text.split(separator: "\"404\"", omittingEmptySubsequences: false).joined(separator: "\"410\"")
        try site.scratch.write("wrong.json", wrong)
        let options = ["--url", site.url, "--include-path", "/api/v1/settings/{name}"]
        let result = try await schemathesis(site, site.scratch.at("wrong.json"), options)
        #expect(!result.isSuccess && result.output.contains("Undocumented status code"), "\(result.all)")
    }
}
