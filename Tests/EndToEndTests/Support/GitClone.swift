import TestKit
import Testing

/// A developer's working copy of a site.
struct GitClone {
    let scratch: ScratchDirectory
    private let folder: String

    var path: String { scratch.at(folder) }

    /// Makes an empty one.
    init(in scratch: ScratchDirectory, named folder: String = "clone", branch: String = "main") async throws {
        self.scratch = scratch
        self.folder = folder
        try await Command.run("git", ["init", "-q", "-b", branch, scratch.at(folder)])
    }

    func write(_ file: String, _ text: String, executable: Bool = false) throws {
        try scratch.write("\(folder)/\(file)", text, mode: executable ? 0o755 : 0o644)
    }

    func writeJob(_ job: String, _ file: String, _ text: String, executable: Bool = false) throws {
        try write("App_Data/jobs/\(job)/\(file)", text, executable: executable)
    }

    @discardableResult
    func git(_ arguments: String...) async throws -> Command.Result {
        let identity = ["-c", "user.name=Dev Eloper", "-c", "user.email=dev@localhost", "-c", "safe.directory=*"]
        return try await Command.run("git", identity + arguments, in: path)
    }

    /// Commits everything.
    func commit(_ message: String) async throws {
        try await git("add", "-A")
        let result = try await git("commit", "-q", "-m", message)
        try #require(result.isSuccess, "\(result.all)")
    }

    func push(_ site: TestSite, _ branch: String = "main") async throws -> Command.Result {
        try await git("push", site.pushURL, branch)
    }
}
