import APIClient
import ArgumentParser
import Glibc
import JobModel
import LinuxSystem

/// `nyala deploy`: a folder, a zip archive or a branch of another repository becomes the site.
struct DeployCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy",
        abstract: "Deploy a folder, a zip archive, or a branch of another repository as the whole site."
    )

    @OptionGroup var home: HomeOption

    @Option(name: [.short, .long], help: "What the deployment is called in the list of deployments.")
    var message = ""

    @Flag(name: .customLong("dry-run"), help: "Check everything and say what would change, but change nothing.")
    var isDryRun = false

    @Flag(
        name: .customLong("clean"),
        help: "Remove what was made by hand: jobs and files that this site does not name."
    )
    var isClean = false

    @Option(help: ArgumentHelp("Fetch it from this repository instead.", valueName: "url"))
    var from: String?

    @Option(help: "With --from, the branch; else the one that is deployed here, or the repository's own choice.")
    var branch: String?

    @Argument(help: "The site's folder (the one with App_Data in it), or a .zip file.")
    var path = "."

    func run() async throws {
        let host = try HostConnection(home.layout)
        if let from { return try fetch(from, host) }
        guard branch == nil else { throw CommandFailure(.usage, "--branch goes with --from") }
        let absolute = HomeOption.absolute(path)
        var answer = LineAnswer()
        if Folder.exists(absolute) {
            let body: JSONValue = .object(["folder": .string(absolute)])
            try host.stream(
                "POST",
                "/api/v1/deployments",
                query: query,
                headers: [APIHeader("Content-Type", "application/json")],
                body: .bytes(body.serialized())
            ) { answer.take($0) }
        } else {
            let file = try archive(absolute)
            try host.stream(
                "POST",
                "/api/v1/deployments",
                query: query,
                headers: [APIHeader("Content-Type", "application/zip")],
                body: .descriptor(file.number, byteCount: Int64(fileSize(file)))
            ) { answer.take($0) }
        }
        throw ExitCode(answer.code ?? CommandFailure.Code.failed.rawValue)
    }

    private func fetch(_ url: String, _ host: HostConnection) throws {
        var body: JSONObject = ["from": .string(Folder.exists(url) ? HomeOption.absolute(url) : url)]
        if let branch { body["branch"] = .string(branch) }
        var answer = LineAnswer()
        try host.stream(
            "POST",
            "/api/v1/deployments",
            query: query,
            headers: [APIHeader("Content-Type", "application/json")],
            body: .bytes(JSONValue.object(body).serialized())
        ) { answer.take($0) }
        throw ExitCode(answer.code ?? CommandFailure.Code.failed.rawValue)
    }

    private var query: [(name: String, value: String)] {
        var query = [(name: "message", value: message)]
        if isDryRun { query.append(("dry-run", "true")) }
        if isClean { query.append(("clean", "true")) }
        return query
    }

    private func archive(_ path: String) throws -> SharedDescriptor {
        do {
            return SharedDescriptor(try Descriptor.open(path))
        } catch {
            throw CommandFailure(.usage, "there is nothing to deploy: \(error)")
        }
    }

    private func fileSize(_ file: SharedDescriptor) -> Int {
        var information = stat()
        fstat(file.number, &information)
        return Int(information.st_size)
    }
}

/// Prints what the host tells while it works: `>text` lines, and keeps the `=CODE` at the end.
struct LineAnswer {
    private(set) var code: Int32?
    private var rest: [UInt8] = []

    mutating func take(_ bytes: [UInt8]) {
        rest += bytes
        while let end = rest.firstIndex(of: 10) {
            let line = String(decoding: rest[..<end], as: UTF8.self)
            rest.removeSubrange(...end)
            if line.hasPrefix(">") {
                print(line.dropFirst())
            } else if line.hasPrefix("=") {
                code = Int32(line.dropFirst())
            }
        }
    }
}
