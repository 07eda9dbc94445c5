import Testing

@testable import JobModel

@Suite struct SecretUseTests {
    private func parse(_ secrets: String) -> ([SecretUse], [Problem]) {
        let (settings, problems) = JobSettings.parse(Array("{\"secrets\": \(secrets)}".utf8), path: "settings.job")
        return (settings?.secrets ?? [], problems)
    }

    @Test(arguments: [
        (#"["DB"]"#, SecretUse.Form.environment, "DB"),
        (#"[{"name": "DB"}]"#, .environment, "DB"),
        (#"[{"name": "DB", "as": "env", "to": "PGPASSWORD"}]"#, .environment, "PGPASSWORD"),
        (#"[{"name": "DB", "as": "file"}]"#, .file, "DB"),
        (#"[{"name": "DB", "as": "file", "to": "db.pem"}]"#, .file, "db.pem"),
        (#"[{"name": "DB", "as": null, "to": null}]"#, .environment, "DB"),
    ])
    func `a secret has a short and a long form`(text: String, form: SecretUse.Form, target: String) throws {
        let (uses, problems) = parse(text)
        #expect(problems.isEmpty)
        let use = try #require(uses.first)
        #expect(try use.name == SecretName("DB"))
        #expect(use.form == form)
        #expect(use.target == target)
    }

    @Test(arguments: [
        (#""DB""#, "must be an array"), (#"[1]"#, "must be the name of a secret"),
        (#"["1DB"]"#, "must be the name of a secret"), (#"["A-B"]"#, "must be the name of a secret"),
        (#"[""]"#, "must be the name of a secret"), (#"[{}]"#, "must be the name of a secret"),
        (#"[{"name": "DB", "as": "pipe"}]"#, #"must be one of "env", "file""#),
        (#"[{"name": "DB", "to": "A B"}]"#, "\"A B\" is no name of a variable"),
        (#"[{"name": "DB", "to": ""}]"#, "is no name of a variable"),
        (#"["WEBJOBS_NAME"]"#, "is the host's own"), (#"[{"name": "DB", "to": "NYALA_SITE"}]"#, "is the host's own"),
        (#"[{"name": "DB", "to": "CREDENTIALS_DIRECTORY"}]"#, "is the host's own"),
        (#"[{"name": "DB", "as": "file", "to": "../x"}]"#, "is a path"),
        (#"[{"name": "DB", "as": "file", "to": ".."}]"#, "cannot be the name of a file"),
        (#"[{"name": "DB", "as": "file", "to": ""}]"#, "cannot be the name of a file"),
        (#"[{"name": "DB", "as": "file", "to": "a\u0000b"}]"#, "cannot be the name of a file"),
        (#"["DB", {"name": "OTHER", "to": "DB"}]"#, "\"DB\" is given twice"),
    ])
    func `what is wrong is said with its place`(text: String, message: String) throws {
        let (_, problems) = parse(text)
        let problem = try #require(problems.first)
        #expect(problem.message.contains(message), "\(problem)")
        #expect(problem.line == 1)
        #expect(problem.column ?? 0 > 11)
    }

    @Test func `a file and a variable may have the same name`() {
        let (uses, problems) = parse(#"["DB", {"name": "DB", "as": "file"}]"#)
        #expect(uses.count == 2)
        #expect(problems.isEmpty)
    }

    @Test func `a job has so many secrets and no more`() {
        let names = (0...SecretUse.maximumCount).map { "\"S\($0)\"" }.joined(separator: ",")
        let (uses, problems) = parse("[\(names)]")
        #expect(uses.count == SecretUse.maximumCount)
        #expect(problems.count == 1)
    }

    @Test(arguments: [
        ("A", true), ("_a1", true), (String(repeating: "A", count: 128), true), ("", false), ("1A", false),
        ("A-B", false), ("A B", false), ("É", false), ("A\0", false), (String(repeating: "A", count: 129), false),
    ])
    func `a name is that of a variable`(text: String, isName: Bool) {
        #expect(((try? SecretName(text)) != nil) == isName)
    }
}
