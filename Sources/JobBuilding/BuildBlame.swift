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

    /// `path`: the job's folder in problems; `read` has the text of the job's files.
    func problem(path: String, read: (String) throws -> String?) rethrows -> Problem {
        let place = try place(read)
        return Problem(
            code: "build_failed",
            path: "\(path)/\(place?.file ?? need.file)",
            line: place?.line,
            message: message
        )
    }

    private func place(_ read: (String) throws -> String?) rethrows -> RequirementFiles.Place? {
        guard case .code = end else { return nil }
        switch need.kind {
        case .script:
            guard need.name == JobDescription.buildScript else { return nil }
            return output.last { $0.hasPrefix(BuildRecipe.lineMark) }
                .flatMap { Int($0.dropFirst(BuildRecipe.lineMark.count)) }
                .map { RequirementFiles.Place(file: need.file, line: $0) }
        case .python: return try RequirementFiles(need.file, read: read).place(blamedBy: output)
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
        let marks = ["ERROR:", "error:"]
        let said = output.filter { !$0.hasPrefix(BuildRecipe.lineMark) && !$0.allSatisfy(\.isWhitespace) }
        let line = npmReason ?? said.last { line in marks.contains(where: line.contains) } ?? said.last
        return line.map { ": \(ShownPath($0))" } ?? ""
    }

    /// Npm begins with facts for programs, says the reason, and ends with advice and the place of its log.
    private var npmReason: String? {
        guard need.kind == .node else { return nil }
        let marks = ["npm error", "npm ERR!"]
        let said = output.compactMap { line -> String? in
            guard let mark = marks.first(where: line.hasPrefix) else { return nil }
            let words = line.dropFirst(mark.count).drop { $0.isWhitespace }
            return words.isEmpty ? nil : String(words)
        }
        let facts = ["code ", "syscall ", "errno ", "path ", "dest ", "command failed"]
        return said.first { words in !facts.contains(where: words.hasPrefix) } ?? said.first
    }
}
