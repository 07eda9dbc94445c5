import HTTPTypes
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem
import ProcessSupervision
import SiteSettings

/// The original's route that runs a command line on the host's machine, for who may administer it.
///
/// It is bash that reads the line, as the original's users expect; nobody else may send one.
struct CommandRoutes: Sendable {
    /// Bytes of a command line; the kernel takes no longer argument.
    private static let maximumLength = 128 * 1024 - 1
    private static let shell = "/bin/bash"
    /// How long a command may take unless `command.timeout` says otherwise.
    static let defaultTimeLimit: Duration = .seconds(300)
    /// What a command that was ended early answers, as timeout(1) does.
    private static let timeoutCode = 124

    let services: APIServices

    func add(to router: Router<APIContext>) {
        for path in ["api/command", "command"] {
            router.post("\(path)") { request, _ in try await run(request) }
        }
    }

    private func run(_ request: Request) async throws -> Response {
        let body = try await JSONBody(request)
        let command = try body.text("command")
        guard command.utf8.count <= Self.maximumLength, !command.utf8.contains(0) else {
            throw ProblemAnswer(
                .badRequest,
                "a command may have \(Self.maximumLength) bytes, and none of them may be zero"
            )
        }
        let folder = try await folder(body.optionalText("dir") ?? "")
        let settings = services.settings.current()
        let limit = settings.commandTimeout ?? Self.defaultTimeLimit
        let (output, errors) = (CommandOutput(), CommandOutput())
        let tool = ToolRunner.Tool(
            [Self.shell, "-c", command],
            in: folder,
            environment: services.host.variables(settings)
        )
        guard services.commands.take() else {
            throw ProblemAnswer(
                .serviceUnavailable,
                "\(services.commands.count) commands run already, which is the limit; try again later"
            )
        }
        defer { services.commands.leave() }
        let end = await services.tools.run(tool, timeout: limit, errorLine: errors.add, line: output.add)
        return JSONAnswer.response(
            .object([
                "Output": .string(output.text),
                "Error": .string(errors.text + (Self.reason(end, limit).map { "\($0)\n" } ?? "")),
                "ExitCode": .integer(Self.code(end)),
            ])
        )
    }

    /// `dir` is below the home, or an absolute path that is; scripts for the original join with backslashes.
    private func folder(_ dir: String) async throws -> String {
        let home = services.layout.home
        guard !dir.utf8.contains(0) else { throw ProblemAnswer(.badRequest, "\"dir\" has a zero byte in it") }
        let inner = dir == home ? "" : dir.hasPrefix("\(home)/") ? String(dir.dropFirst(home.utf8.count + 1)) : dir
        let found = try await services.blocking.perform {
            // Whatever cannot be opened below the home is no folder of it.
            [inner, inner.replacing("\\", with: "/")].first {
                (try? OpenFolder(home).folder(Array($0.utf8), links: .followed)) != nil
            }
        }
        guard let found else {
            throw ProblemAnswer(.badRequest, "there is no folder \"\(ShownPath(dir))\" in the home of this host")
        }
        return found.isEmpty ? home : "\(home)/\(found)"
    }

    private static func code(_ end: ToolRunner.End) -> Int {
        switch end {
        case .code(let code): Int(code)
        case .signal(let signal): 128 + Int(signal)
        case .timeout, .cancelled: timeoutCode
        case .failed: 127
        }
    }

    private static func reason(_ end: ToolRunner.End, _ limit: Duration) -> String? {
        switch end {
        case .code, .signal: nil
        case .timeout: "the command was ended: it took more than \(limit.components.seconds) s (\"command.timeout\")"
        case .cancelled: "the command was ended: nobody waits for it any more"
        case .failed(let reason): "the command could not be started: \(reason)"
        }
    }
}
