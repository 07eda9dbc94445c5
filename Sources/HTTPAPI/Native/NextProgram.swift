import JobModel
import LinuxSystem
import ProcessSupervision

/// The program of the next host, asked whether it can go on with the jobs before anything ends for it.
struct NextProgram: Sendable {
    /// For its answer.
    static let patience: Duration = .seconds(10)
    /// What it is asked.
    private static let question = ["upgrade", "--keeper-protocol"]
    /// Lines of an answer that are told.
    private static let shownLines = 5

    let path: String
    let tools: ToolRunner
    /// Variables that it gets.
    let environment: [String: String]

    /// Why it cannot follow this host, as a sentence; `nil` when it can.
    func fault() async -> String? {
        let output = KeptLines(limit: Self.shownLines)
        let tool = ToolRunner.Tool([path] + Self.question, in: "/", environment: environment)
        let end = await tools.run(tool, timeout: Self.patience) { output.add($0) }
        if case .failed = end { return "\(path) is no program that can be executed; nothing was changed" }
        guard end == .code(0), let version = output.lines.last.flatMap({ Int($0) }) else {
            let said = output.lines.isEmpty ? "" : ": \(output.lines.joined(separator: " | "))"
            return "\(path) does not say what it speaks with the keeper, so it is no nyala that can follow this one"
                + " (\(Self.words(end))\(said)); nothing was changed"
        }
        let own = KeeperSocket.protocolVersion
        guard version == own else {
            return
                "\(path) speaks version \(version) with the keeper, and the keeper of this site version \(own): the jobs"
                + " cannot go on across this upgrade, and nothing was changed. Stop the host and start the new one;"
                + " all jobs are restarted by that."
        }
        return nil
    }

    private static func words(_ end: ToolRunner.End) -> String {
        switch end {
        case .code(let code): "exit code \(code)"
        case .signal(let signal): "signal \(signal)"
        case .timeout: "no answer within \(patience.components.seconds) s"
        case .cancelled, .failed: "it was ended"
        }
    }
}
