import GitHosting
import JobDiscovery
import JobModel

/// How one need of a job is built, and the name of what comes of it: equal names, equal products.
///
/// Each job has its own, for programs write where they were installed, and no job's writing may change another.
struct BuildRecipe {
    /// What is started, in order; the first word is the program's path.
    struct Paths {
        /// A copy of the input files.
        let content: String
        /// For what a tool makes outside of them.
        let environment: String
    }

    /// Counted up when a recipe changes, so that what the old one made is not used.
    private static let revision = 1

    let need: BuildNeed
    let inputs: [BuildFile]
    /// 40 hex digits.
    let key: String
    private let program: String
    private let script: String

    /// Throws a ``Problem`` when it cannot be built here.
    init(_ need: BuildNeed, _ inputs: BuildInputs, of job: JobID, path: String, lookup: ProgramLookup) throws {
        self.need = need
        let file = "\(path)/\(need.file)"
        self.inputs = try inputs.find(need)
        script = try Self.script(need, inputs, file)
        let (name, package) = Self.tool(need.kind)
        guard let program = lookup.find(name) else {
            throw BuildFailure(
                Problem(
                    code: "missing_tool",
                    path: file,
                    message: "\(name) is not installed; install it with: apt-get install \(package)"
                )
            )
        }
        self.program = program
        let lines = self.inputs.map { "\($0.path) \($0.kind) \($0.object)" }
        let identity = "\(Self.revision) \(job) \(need.kind) \(need.file) \(ToolIdentity(program))"
        key = try TreeHash.blob(Array(([identity] + lines).joined(separator: "\n").utf8)).hexadecimal
    }

    /// The program, and the Debian package that brings it.
    private static func tool(_ kind: BuildKind) -> (name: String, package: String) {
        switch kind {
        case .script: ("bash", "bash")
        case .python: ("python3", "python3-venv")
        case .node: ("npm", "npm")
        case .php: ("composer", "composer")
        case .ruby: ("bundle", "ruby-bundler")
        case .swift: ("swift", "swiftlang")
        }
    }

    /// Argument vectors, one after the other; the first that fails ends the build.
    func commands(_ paths: Paths) -> [[String]] {
        switch need.kind {
        case .script: [[program, "-c", Self.traps + script]]
        case .python:
            [
                [program, "-m", "venv", paths.environment],
                [
                    "\(paths.environment)/bin/python", "-m", "pip", "install", "--disable-pip-version-check",
                    "--no-input",
                    "-r", need.name,
                ],
            ]
        case .node: [[program, "ci", "--omit=dev", "--no-audit", "--no-fund"]]
        case .php: [[program, "install", "--no-dev", "--no-interaction", "--no-progress"]]
        case .ruby: [[program, "install"]]
        case .swift: [[program, "build", "-c", "release"]]
        }
    }

    /// Variables for its tools, besides those of the job.
    func variables(_ paths: Paths) -> [String: String] {
        switch need.kind {
        // The original's names.
        case .script: ["DEPLOYMENT_SOURCE": paths.content, "DEPLOYMENT_TARGET": paths.content]
        case .ruby: ["BUNDLE_PATH": paths.environment, "BUNDLE_FROZEN": "true"]
        case .python: ["PYTHONUNBUFFERED": "1", "PIP_NO_COLOR": "1"]
        case .node, .php, .swift: [:]
        }
    }

    // MARK: a build of the job's own

    /// Before the line number that the traps below print.
    static let lineMark = "nyala: stopped at line "

    /// Says which line failed, where the build as a whole does.
    private static let traps = """
        set -E
        trap 'line=$LINENO' ERR
        trap 'code=$?; if [ "$code" != 0 ] && [ -n "${line:-}" ]; then echo "\(lineMark)$line" >&2; fi; exit "$code"' EXIT

        """

    private static func script(_ need: BuildNeed, _ inputs: BuildInputs, _ file: String) throws -> String {
        guard need.kind == .script else { return "" }
        guard need.name == ".deployment" else { return "source ./\(need.name)\n" }
        let content = DeploymentFile(try inputs.read(need.file) ?? [])
        guard let command = content.command else {
            // A job with one such is refused before; this is for who never asked.
            throw BuildFailure(content.missingCommand(path: file))
        }
        return "\(command)\n"
    }
}
