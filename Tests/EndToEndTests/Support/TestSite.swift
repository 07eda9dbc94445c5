import APIClient
import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// A home of one test's own with a host that serves it, driven from outside as a user does.
///
/// The host ends with the test, and with it every process of its jobs.
final class TestSite: Sendable {
    static let user = "tester"
    static let password = "a password for tests"

    let scratch: ScratchDirectory
    let home: String
    let port: Int
    let host: RunningCommand
    private let environment: [String: String]
    private let options: [String]
    private let clock: FakedClock?
    private let program: String

    private init(
        _ scratch: ScratchDirectory,
        _ port: Int,
        _ host: RunningCommand,
        _ environment: [String: String],
        _ options: [String],
        _ clock: FakedClock?,
        _ program: String
    ) {
        self.scratch = scratch
        home = scratch.at("home")
        self.port = port
        self.host = host
        self.environment = environment
        self.options = options
        self.clock = clock
        self.program = program
    }

    deinit {
        // Its jobs die with it: the kernel tells them, and the leftovers are found by their mark below.
        host.send(SIGTERM)
        _ = try? host.waitForExit()
        // What stays there troubles this machine only when it comes to the same number again.
        try? clock?.forget(host.processID)
    }

    /// Makes a home and starts its host.
    ///
    /// `settings`: the site's app settings. `clock`: what the host takes for the machine's clock. `program`: another
    /// build of the host.
    static func start(
        settings: [String: String] = [:],
        environment: [String: String] = [:],
        options: [String] = [],
        clock: FakedClock? = nil,
        program: String = Program.path,
        scratch: ScratchDirectory? = nil
    ) async throws -> TestSite {
        let scratch = try scratch ?? ScratchDirectory()
        let home = scratch.at("home")
        let made = try await Program.run(
            ["init", "--home", home, "--user", user, "--password-file", "-"],
            input: "\(password)\n"
        )
        try #require(made.isSuccess, "\(made.all)")
        // Long enough to see a job that ends at once.
        var object: JSONObject = ["deploy.settle": .string("200ms")]
        for (name, value) in settings { object[name] = .string(value) }
        // The jobs have nothing to do with it.
        if clock != nil { object["LD_PRELOAD"] = .string("") }
        try scratch.write(
            "home/site/settings.json",
            String(decoding: JSONValue.object(object).serialized(), as: UTF8.self)
        )
        return try await serve(scratch, environment, options, clock, program)
    }

    /// Ends the host with a signal; returns when it has ended.
    func end(with signal: Int32) async throws {
        host.send(signal)
        _ = try await Command.wait(for: host)
        try clock?.forget(host.processID)
    }

    /// Starts a host on a home whose last one has ended.
    func startAgain() async throws -> TestSite {
        try await Self.serve(scratch, environment, options, clock, program)
    }

    private static func serve(
        _ scratch: ScratchDirectory,
        _ environment: [String: String],
        _ options: [String],
        _ clock: FakedClock?,
        _ program: String
    ) async throws -> TestSite {
        let home = scratch.at("home")
        let outputName = "host-\(SystemClock().monotonicTime().nanoseconds).txt"
        let serve = ["serve", "--home", home, "--listen", "127.0.0.1:0"] + options
        // The first program that libfaketime is loaded into makes memory to share, and a Swift program finds no
        // arguments then. So the first is `env`, which becomes ours.
        let host = try await Command.launch(
            clock == nil ? program : "env",
            clock == nil ? serve : [program] + serve,
            environment: environment.merging(clock?.environment ?? [:]) { $1 },
            output: scratch.at(outputName)
        )
        var port = 0
        try await eventually("the host says where it listens") {
            let text = try scratch.read(outputName) ?? ""
            guard let range = text.firstRange(of: "Nyala serves") else { return false }
            let line = text[range.lowerBound...].prefix { $0 != "\n" }
            port = line.split(separator: ":").last.flatMap { Int($0) } ?? 0
            return port > 0
        }
        return TestSite(scratch, port, host, environment, options, clock, program)
    }

    /// The process that serves: ``host`` is the keeper above it.
    ///
    /// Between two hosts a number that no process has: it may be given to `kill`.
    var servingProcess: Int32 {
        let keeper = host.processID
        let children = (try? FileContents.text("/proc/\(keeper)/task/\(keeper)/children")).flatMap(\.self) ?? ""
        let served = children.split(separator: " ").compactMap { Int32($0) }.first {
            (try? FileContents.text("/proc/\($0)/comm")) == "nyala\n"
        }
        return served ?? .max
    }

    // MARK: files

    var jobs: String { "\(home)/site/wwwroot/App_Data/jobs" }

    /// The path of a job's file below the scratch folder.
    func name(_ job: String, _ file: String) -> String { "home/site/wwwroot/App_Data/jobs/\(job)/\(file)" }

    /// Writes a file of a job as an editor does that writes in place.
    func write(_ job: String, _ file: String, _ text: String, executable: Bool = false) throws {
        try scratch.write(name(job, file), text, mode: executable ? 0o755 : 0o644)
    }

    /// Puts a whole job in place in one step, as a careful tool does.
    func add(_ job: String, _ files: [String: String]) throws {
        let staged = "staged-\(job.split(separator: "/").joined(separator: "-"))"
        for (file, text) in files { try scratch.write("\(staged)/\(file)", text) }
        try Folder.move(scratch.at(staged), toNew: "\(jobs)/\(job)")
    }

    func log(_ job: String) throws -> String {
        try scratch.read("home/data/jobs/\(job)/job_log.txt") ?? ""
    }

    // MARK: asking

    func nyala(_ arguments: String...) async throws -> Command.Result {
        try await nyala(arguments)
    }

    func nyala(_ arguments: [String]) async throws -> Command.Result {
        // Before `--`, behind which everything is the job's.
        var all = arguments
        all.insert(contentsOf: ["--home", home], at: arguments.firstIndex(of: "--") ?? arguments.count)
        return try await Program.run(all)
    }

    func job(_ name: String) async throws -> JSONValue? {
        let result = try await nyala("jobs", "--json")
        let jobs = try JSONValue.parse(Array(result.output.utf8)).array ?? []
        return jobs.first { "\($0["type"]?.string ?? "")/\($0["name"]?.string ?? "")" == name }
    }

    func pid(_ job: String) async throws -> Int? {
        try await self.job(job)?["pid"]?.integer
    }

    /// Waits until the job runs under another pid than before, and returns the new one.
    func waitForStart(of job: String, notAs before: Int? = nil) async throws -> Int {
        var found = 0
        try await eventually("\(job) runs") {
            guard let pid = try await pid(job), pid != before else { return false }
            found = pid
            return true
        }
        return found
    }

    func problems(_ job: String) async throws -> [String] {
        (try await self.job(job)?["problems"]?.array ?? []).compactMap { $0["text"]?.string }
    }

    // MARK: over HTTP

    var url: String { "http://127.0.0.1:\(port)" }
    var pushURL: String {
        "http://\(Self.user):\(Self.password.split(separator: " ").joined(separator: "%20"))@127.0.0.1:\(port)/site.git"
    }

    func call(
        _ method: String,
        _ path: String,
        query: [(name: String, value: String)] = [],
        headers: [APIHeader] = [],
        body: [UInt8] = [],
        password: String = TestSite.password
    ) throws -> APIResponse {
        try call(
            method,
            path,
            as: .password(user: Self.user, password: password),
            query: query,
            headers: headers,
            body: body
        )
    }

    func call(
        _ method: String,
        _ path: String,
        as credentials: APICredentials,
        query: [(name: String, value: String)] = [],
        headers: [APIHeader] = [],
        body: [UInt8] = []
    ) throws -> APIResponse {
        let client = try HostClient(endpoint: .url(url, credentials))
        return try client.send(
            method: method,
            path: path,
            query: query,
            headers: headers,
            body: body.isEmpty ? .none : .bytes(body)
        )
    }
}

/// The program under test.
enum Program {
    /// `NYALA_TEST_PROGRAM`, else the debug build of this package.
    static let path: String = {
        if let given = getenv("NYALA_TEST_PROGRAM") { return String(cString: given) }
        return "\(root)/.build/debug/nyala"
    }()

    /// The package's folder.
    static let root: String = {
        // …/Tests/EndToEndTests/Support/TestSite.swift
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
    }()

    static func run(_ arguments: [String], in folder: String = "/tmp", input: String = "") async throws
        -> Command.Result
    {
        try await Command.run(path, arguments, in: folder, input: input)
    }
}

extension TestSite {
    /// What was unpacked for a deployment is removed behind its answer.
    func waitUntilUploadsAreGone() async throws {
        try await eventually("nothing unpacked is left") { try Folder.names(in: "\(home)/tmp/uploads").isEmpty }
    }
}
