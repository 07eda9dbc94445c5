import Glibc
import JobModel
import LinuxSystem
import ProcessSupervision
import TestKit
import Testing

/// A shell script under a supervisor, on a loop of its own.
///
/// It works in a scratch folder, where its processes write their numbers into files named `NAME.pid`.
actor SupervisedScript {
    /// Each way of finding a job's processes that this machine offers.
    static let means: [ProcessTrees.Means] = ScratchControlGroup.isAvailable ? [.mark, .controlGroup] : [.mark]

    nonisolated let scratch: ScratchDirectory
    private let loop: SystemLoop
    private let trees: ProcessTrees
    private let job: JobID
    private var tree: (any ProcessTree)?
    private var supervisor: Supervisor?
    private(set) var ends: [ProcessEnd] = []
    /// The processes that were alive when the end was reported.
    private(set) var livingAtEnd: [String] = []

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    private init(_ means: ProcessTrees.Means) throws {
        let scratch = try ScratchDirectory()
        self.scratch = scratch
        loop = try SystemLoop(name: "test-host")
        job = JobID(type: .continuous, name: try JobName("script"))
        trees = try ProcessTrees(
            home: scratch.path,
            instance: InstanceID(random: UInt32.random(in: 0...UInt32.max)),
            useControlGroups: means == .controlGroup,
            clock: SystemClock()
        )
    }

    /// Starts the script, runs the body, and ends whatever is left.
    static func run(
        _ script: String,
        _ means: ProcessTrees.Means,
        program: String = "/bin/sh",
        signal: Int32 = SIGTERM,
        grace: Duration = .seconds(25),
        writesShutdownFile: Bool = true,
        _ body: (SupervisedScript) async throws -> Void
    ) async throws {
        let supervised = try SupervisedScript(means)
        let file = writesShutdownFile ? supervised.scratch.at("shutdown") : nil
        do {
            try await supervised.start(
                program,
                script,
                StopOrder(signal: signal, grace: grace, shutdownFile: file)
            )
            try await body(supervised)
        } catch {
            await supervised.clear()
            throw error
        }
        await supervised.clear()
    }

    private func start(_ program: String, _ script: String, _ order: StopOrder) throws {
        let mark = "WEBJOBS_SHUTDOWN_FILE=\(scratch.at("shutdown"))"
        let tree = try trees.tree(for: job, mark: mark)
        let null = SharedDescriptor(try Descriptor.open("/dev/null", O_RDWR))
        let request = SpawnRequest(
            program: program,
            arguments: ["sh", "-c", script],
            environment: [mark, "PATH=/usr/bin:/bin"],
            directory: scratch.path,
            standardInput: null,
            standardOutput: null,
            standardError: null,
            controlGroup: try tree.birthplace()
        )
        self.tree = tree
        supervisor = try Supervisor(request, tree: tree, order: order, loop: loop, clock: SystemClock()) { end in
            self.note(end)
        }
        try supervisor?.confirmStart()
    }

    private func note(_ end: ProcessEnd) {
        ends.append(end)
        // A folder that cannot be read has no numbers, and the tests that need them fail.
        let names = ((try? Folder.names(in: scratch.path)) ?? []).filter { $0.hasSuffix(".pid") }
        livingAtEnd = names.filter { name in
            guard let processID = Self.number(in: name, scratch) else { return true }
            return Self.isAlive(processID)
        }
    }

    private func clear() {
        if ends.isEmpty, let supervisor { tree?.kill(leader: supervisor.processID) }
        supervisor = nil
        tree = nil
        trees.forget(job)
        trees.removeRoot()
    }

    // MARK: what tests do and ask

    func stop() {
        supervisor?.stop()
    }

    var isStopping: Bool {
        supervisor?.isStopping == true
    }

    var processID: Int32? {
        supervisor?.processID
    }

    /// Waits until one of the script's processes has written its number, and returns it.
    nonisolated func numberWritten(by name: String) async throws -> Int32 {
        var found: Int32 = 0
        try await eventually("\(name) runs") {
            guard let number = Self.number(in: "\(name).pid", scratch) else { return false }
            found = number
            return true
        }
        return found
    }

    /// Waits for the end.
    nonisolated func end() async throws -> ProcessEnd {
        try await eventually("the end is reported") { await !ends.isEmpty }
        return await ends[0]
    }

    static func isAlive(_ processID: Int32) -> Bool {
        ProcessTable().entries[processID]?.isZombie == false
    }

    private static func number(in name: String, _ scratch: ScratchDirectory) -> Int32? {
        // Not written yet, or not to its end.
        guard let text = try? scratch.read(name), text.hasSuffix("\n") else { return nil }
        return Int32(text.dropLast())
    }
}
