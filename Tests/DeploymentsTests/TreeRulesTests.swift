import GitHosting
import JobModel
import Testing

@testable import Deployments

@Suite struct TreeRulesTests {
    private static let job = "App_Data/jobs/continuous/job"
    private static let object: TreeID = {
        guard let id = TreeID(hexadecimal: "4b825dc642cb6eb9a060e54bf8d69288fbee4904") else {
            preconditionFailure("a constant of git")
        }
        return id
    }()

    private func new(_ path: String, _ kind: TreeEntry.Kind = .file) -> TreeDifference {
        TreeDifference(path, nil, TreeEntry(name: "", kind: kind, object: Self.object))
    }

    private func rules(
        target: String = "x",
        size: Int? = 1,
        names: [String: [String]] = [:],
        limits: TreeLimits = TreeLimits()
    ) -> TreeRules {
        let tree = TreeRules.Tree(
            target: { (_) throws(GitError) in Array(target.utf8) },
            size: { (_) throws(GitError) in size },
            names: { (folder) throws(GitError) in names[folder] ?? [] }
        )
        return TreeRules(tree, jobsPath: "App_Data/jobs", limits: limits)
    }

    // MARK: paths

    @Test(arguments: [
        "README.md", "App_Data/jobs/continuous/job/run.sh", ".gitignore", "a/.github/x", "a b/ü/日本", "a\\b",
        "node_modules/.bin/x",
    ])
    func `ordinary paths are fine`(path: String) throws {
        #expect(try rules().problems(in: [new(path)]).isEmpty)
    }

    @Test(arguments: [
        "..", "../x", "a/../x", "a/./x", "/x", "a//x", "a/", ".git/config", "a/.GIT/config", "a/git~1", "a/.git /x",
        "a/.g\u{200C}it/x", "a/b\nc", "a/\u{1B}[2J", "caf\u{FFFD}/x", "../\u{301}x", "a/..\u{600}/x",
        "a/" + String(repeating: "x", count: 256),
    ])
    func `a path that would harm is refused by its name`(path: String) throws {
        let problems = try rules().problems(in: [new(path)])
        #expect(problems.map(\.code) == ["bad_path"])
        #expect(problems.allSatisfy { $0.path == "\(ShownPath(path))" && $0.severity == .problem })
    }

    @Test(arguments: [
        ("App_Data", false), ("App_Data/jobs", false), ("App_Data/jobs/continuous", false),
        ("App_Data/jobs/README", true), ("App_Data/x", true), ("App_Data/jobs/continuous/x", true), ("jobs", true),
    ])
    func `where the jobs lie there can be no file`(path: String, isFine: Bool) throws {
        #expect(try rules().problems(in: [new(path)]).isEmpty == isFine)
    }

    @Test(arguments: [false, true])
    func `the length and the depth of a path have limits`(isBeyond: Bool) throws {
        var limits = TreeLimits()
        limits.pathLength = 12
        let long = String(repeating: "x", count: isBeyond ? 13 : 12)
        #expect(try rules(limits: limits).problems(in: [new(long)]).isEmpty == !isBeyond)
        limits.depth = 3
        let deep = isBeyond ? "a/b/c/d" : "a/b/c"
        #expect(try rules(limits: limits).problems(in: [new(deep)]).isEmpty == !isBeyond)
    }

    @Test func `what goes, or is as before, is not looked at`() throws {
        let entry = TreeEntry(name: "", kind: .submodule, object: Self.object)
        #expect(try rules().problems(in: [TreeDifference("../x", entry, nil)]).isEmpty)
    }

    // MARK: links

    @Test(arguments: [
        ("run.sh", "worker.sh"), ("run.sh", "lib/worker.sh"), ("a/run.sh", "../worker.sh"),
        ("a/b/run.sh", "../.././c/"), ("a/self", ".."), ("self", "."), ("run.sh", "...hidden"), ("x", "a//b"),
    ])
    func `a link that stays in its job is fine`(name: String, target: String) throws {
        #expect(try rules(target: target).problems(in: [new("\(Self.job)/\(name)", .link)]).isEmpty)
    }

    @Test(arguments: [
        ("run.sh", "/etc/passwd"), ("run.sh", ".."), ("run.sh", "../job2/run.sh"), ("a/run.sh", "../../x"),
        ("a/run.sh", "./.././../x"), ("run.sh", "a/../../x"), ("a/b/run.sh", "../c/../x"), ("run.sh", "a\0/../.."),
        ("run.sh", "../job/run.sh"), ("run.sh", "//x"),
    ])
    func `a link that may leave its job is refused`(name: String, target: String) throws {
        let problems = try rules(target: target).problems(in: [new("\(Self.job)/\(name)", .link)])
        #expect(problems.map(\.code) == ["bad_link"])
        #expect(problems.map(\.path) == ["\(Self.job)/\(name)"])
    }

    @Test(arguments: [
        "link", "App_Data", "App_Data/jobs", "App_Data/jobs/continuous", "App_Data/jobs/continuous/job",
        "App_Data/jobs/other/job/link", "app_data/jobs/continuous/job/link",
    ])
    func `a link outside of the jobs' folders is refused`(path: String) throws {
        #expect(try rules().problems(in: [new(path, .link)]).map(\.code) == ["bad_link"])
    }

    @Test(arguments: [(0, true), (1, false), (4095, false), (4096, true)])
    func `what a link says has a length`(size: Int, isRefused: Bool) throws {
        let problems = try rules(size: size).problems(in: [new("\(Self.job)/link", .link)])
        #expect(problems.isEmpty != isRefused)
    }

    // MARK: what else a tree can hold

    @Test func `a submodule is refused with what to do`() throws {
        let problems = try rules().problems(in: [new("\(Self.job)/library", .submodule)])
        #expect(problems.map(\.code) == ["submodule"])
        #expect(problems.first?.message.contains("git rm --cached") == true)
    }

    @Test func `an object that is no file is refused`() throws {
        #expect(try rules(size: nil).problems(in: [new("a")]).map(\.code) == ["bad_path"])
    }

    @Test(arguments: [(10, []), (11, ["large_file"])])
    func `a file has a size`(size: Int, codes: [String]) throws {
        var limits = TreeLimits()
        limits.fileSize = 10
        #expect(try rules(size: size, limits: limits).problems(in: [new("a")]).map(\.code) == codes)
    }

    @Test func `all files together have a size and a number`() throws {
        var limits = TreeLimits()
        limits.files = 3
        limits.totalSize = 30
        #expect(try rules(size: 10, limits: limits).problems(in: ["a", "b", "c"].map { new($0) }).isEmpty)
        let larger = try rules(size: 11, limits: limits).problems(in: ["a", "b", "c"].map { new($0) })
        #expect(larger.map(\.code) == ["large_site"])
        let more = try rules(size: 1, limits: limits).problems(in: ["a", "b", "c", "d"].map { new($0) })
        #expect(more.map(\.code) == ["many_files"])
    }

    @Test func `all problems are told, up to a limit, and how many more there are`() throws {
        var limits = TreeLimits()
        limits.problems = 3
        let paths = (1...3).map { new("\($0)/.git/x") }
        #expect(try rules(limits: limits).problems(in: paths).count == 3)
        let more = try rules(limits: limits).problems(in: paths + [new("4/.git/x"), new("5/.git/x")])
        #expect(more.count == 4)
        #expect(more.last?.message == "and 2 more like these")
    }

    // MARK: names that look alike

    @Test(arguments: [["Run.sh", "run.sh"], ["\u{E9}", "e\u{301}"], ["\u{C9}", "e\u{301}"]])
    func `names that differ in case or composition are a warning`(names: [String]) throws {
        let problems = try rules(names: [Self.job: names]).problems(in: [new("\(Self.job)/\(names[1])")])
        #expect(problems.map(\.severity) == [.warning])
        #expect(problems.map(\.code) == ["similar_names"])
    }

    @Test func `folders are compared as well, and only where something is new`() throws {
        let names = ["": ["Lib", "lib"], "Lib": ["a", "A"], "lib": ["x"]]
        let problems = try rules(names: names).problems(in: [new("lib/x")])
        #expect(problems.map(\.path) == ["lib"])
        let old = TreeEntry(name: "", kind: .file, object: Self.object)
        #expect(try rules(names: names).problems(in: [TreeDifference("lib/x", old, old)]).isEmpty)
    }
}
