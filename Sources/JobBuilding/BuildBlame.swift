import JobDiscovery
import JobModel
import ProcessSupervision

/// Finds the words and the line for a build that failed.
struct BuildBlame {
    private let need: BuildNeed
    private let end: ToolRunner.End
    private let output: [String]
    private let timeout: Duration

    init(_ need: BuildNeed, _ end: ToolRunner.End, _ output: [String], timeout: Duration) {
        self.need = need
        self.end = end
        self.output = output
        self.timeout = timeout
    }

    /// `text`: the content of the file that asked for the build.
    func problem(path: String, text: String) -> Problem {
        Problem(code: "build_failed", path: "\(path)/\(need.file)", line: line(in: text), message: message)
    }

    private func line(in text: String) -> Int? {
        guard case .code = end else { return nil }
        switch need.kind {
        case .script:
            guard need.name == JobDescription.buildScript else { return nil }
            return output.last { $0.hasPrefix(BuildRecipe.lineMark) }
                .flatMap { Int($0.dropFirst(BuildRecipe.lineMark.count)) }
        case .python: return RequirementLine.line(in: text, blamedBy: output)
        case .node, .php, .ruby, .swift: return nil
        }
    }

    private var message: String {
        switch end {
        case .timeout: "the build took longer than build.timeout allows (\(timeout.components.seconds) s)"
        case .signal(let signal): "the build was ended by signal \(signal)"
        case .failed(let reason): "the build could not begin: \(reason)"
        case .cancelled: "the build was cancelled"
        case .code(let code): "the build failed with exit code \(code)\(lastWords)"
        }
    }

    /// What a tool says at the end is mostly the reason.
    private var lastWords: String {
        if need.kind == .python, output.contains(where: { $0.contains("ensurepip") }) {
            return ": python's venv is not complete; install it with: apt-get install python3-venv"
        }
        let marks = ["ERROR:", "npm ERR!", "npm error", "error:"]
        let said = output.filter { !$0.hasPrefix(BuildRecipe.lineMark) && !$0.allSatisfy(\.isWhitespace) }
        let line = said.last { line in marks.contains(where: line.contains) } ?? said.last
        return line.map { ": \(ShownPath($0))" } ?? ""
    }
}
