import Glibc
import JobModel
package import LinuxSystem

/// Runs a tool to its end, hands out what it writes line by line, and leaves nothing of it behind.
///
/// Its processes are children of a thread of its own, which lives as long as the host.
package actor ToolRunner {
    /// A tool to run, with all that it gets from us.
    package struct Tool: Sendable {
        /// The program's path first.
        package let arguments: [String]
        package let folder: String
        package let environment: [String: String]
        /// What it reads; nothing where it is not given.
        package var input: SharedDescriptor?
        /// Whom it runs as, without a way to more rights; `nil` for whom the host is.
        package var user: UserAccount?

        package init(_ arguments: [String], in folder: String, environment: [String: String]) {
            self.arguments = arguments
            self.folder = folder
            self.environment = environment
        }
    }

    package enum End: Sendable, Hashable {
        case code(Int32)
        case signal(Int32)
        case timeout
        case cancelled
        /// It could not be started.
        case failed(String)
    }

    /// Between the request to stop and the kill.
    private static let grace: Duration = .seconds(5)

    private let loop: SystemLoop
    private let trees: ProcessTrees
    private let clock: any TimeSource
    private var runs: [Int: Run] = [:]
    private var nextNumber = 0

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    package init(trees: ProcessTrees, clock: any TimeSource) throws(SystemError) {
        self.trees = trees
        self.clock = clock
        loop = try SystemLoop(name: "nyala-tools")
    }

    /// One tool under way.
    private final class Run {
        let lines: LineReader
        /// Where they are told apart.
        let errorLines: LineReader?
        var supervisor: Supervisor?
        var watch: SystemLoop.WatchID?
        var errorWatch: SystemLoop.WatchID?
        var timer: TimerID?
        /// Why it was stopped before its own end.
        var early: End?
        let done: CheckedContinuation<End, Never>

        init(_ lines: LineReader, _ errorLines: LineReader?, _ done: CheckedContinuation<End, Never>) {
            self.lines = lines
            self.errorLines = errorLines
            self.done = done
        }
    }

    /// Returns when no process of the tool is left; cancelling the task ends it early.
    ///
    /// `line` is called on a thread of this runner, output and error output in their order; with `errorLine` it gets the
    /// output only.
    package func run(
        _ tool: Tool,
        timeout: Duration,
        errorLine: (@Sendable (String) -> Void)? = nil,
        line: @escaping @Sendable (String) -> Void
    ) async -> End {
        nextNumber += 1
        let number = nextNumber
        return await withTaskCancellationHandler {
            await withCheckedContinuation { done in begin(number, tool, timeout, line, errorLine, done) }
        } onCancel: {
            // Nobody waits for this task: `run` returns when the tool has ended.
            Task { await self.stop(number, .cancelled) }
        }
    }

    private func begin(
        _ number: Int,
        _ tool: Tool,
        _ timeout: Duration,
        _ line: @escaping @Sendable (String) -> Void,
        _ errorLine: (@Sendable (String) -> Void)?,
        _ done: CheckedContinuation<End, Never>
    ) {
        if Task.isCancelled { return done.resume(returning: .cancelled) }
        do {
            let output = try Pipe().split()
            let errors = errorLine == nil ? nil : try Pipe().split()
            let mark = "NYALA_TOOL=\(number)"
            let tree = try trees.tree(ofTool: number, mark: mark)
            var environment = tool.environment
            environment["NYALA_TOOL"] = String(number)
            environment[ProcessTrees.siteVariable] = trees.site
            let null = SharedDescriptor(try Descriptor.open("/dev/null", O_RDWR))
            // Programs open their streams again by name (/dev/stderr), which is for the owner only.
            if let user = tool.user {
                for end in [output.writing, errors?.writing].compactMap(\.self) {
                    fchown(end.number, user.user, user.group)
                }
            }
            var request = SpawnRequest(
                program: tool.arguments[0],
                arguments: tool.arguments,
                environment: environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" },
                directory: tool.folder,
                standardInput: tool.input ?? null,
                standardOutput: output.writing,
                standardError: errors?.writing ?? output.writing,
                controlGroup: try tree.birthplace()
            )
            request.user = tool.user
            request.hasNoNewPrivileges = tool.user != nil
            var errorLines: LineReader?
            if let errors, let errorLine { errorLines = LineReader(errors.reading, errorLine) }
            let run = Run(LineReader(output.reading, line), errorLines, done)
            let supervisor = try Supervisor(
                request,
                tree: tree,
                order: StopOrder(signal: SIGTERM, grace: Self.grace, shutdownFile: nil),
                loop: loop,
                clock: clock
            ) { [unowned self] end in
                // The supervisor calls on the loop, which is this actor's executor.
                assumeIsolated { $0.ended(number, end) }
            }
            try supervisor.confirmStart()
            run.supervisor = supervisor
            run.watch = try loop.watch(output.reading.number) { [unowned self] _ in
                assumeIsolated { $0.read(number) }
            }
            if let errors {
                run.errorWatch = try loop.watch(errors.reading.number) { [unowned self] _ in
                    assumeIsolated { $0.readErrors(number) }
                }
            }
            run.timer = loop.schedule(at: clock.monotonicTime() + timeout) { [unowned self] in
                assumeIsolated { $0.stop(number, .timeout) }
            }
            runs[number] = run
        } catch {
            trees.forgetTool(number)
            done.resume(returning: .failed("\(error)"))
        }
    }

    private func stop(_ number: Int, _ reason: End) {
        guard let run = runs[number] else { return }
        run.early = run.early ?? reason
        run.supervisor?.stop()
    }

    private func read(_ number: Int) {
        guard let run = runs[number], run.lines.read() else { return }
        if let watch = run.watch { loop.unwatch(watch) }
        run.watch = nil
    }

    private func readErrors(_ number: Int) {
        guard let run = runs[number], run.errorLines?.read() == true else { return }
        if let watch = run.errorWatch { loop.unwatch(watch) }
        run.errorWatch = nil
    }

    private func ended(_ number: Int, _ end: ProcessEnd) {
        guard let run = runs.removeValue(forKey: number) else { return }
        if let timer = run.timer { loop.cancel(timer) }
        for watch in [run.watch, run.errorWatch] { if let watch { loop.unwatch(watch) } }
        for lines in [run.lines, run.errorLines] {
            _ = lines?.read()
            lines?.finish()
        }
        trees.forgetTool(number)
        let own: End =
            switch end.exit {
            case .code(let code): .code(code)
            case .signal(let signal): .signal(signal)
            }
        run.done.resume(returning: run.early ?? own)
    }
}
