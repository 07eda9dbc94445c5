package import JobModel

/// What a job's folder says: which file runs and how, with which settings, and what is wrong with it.
package struct JobDescription: Sendable, Hashable {
    package let id: JobID
    /// The folder of the script, relative to the job's; empty unless the job lies in a lone sub-folder.
    package let scriptFolder: String
    /// The script, relative to the job's folder; `nil` when there is none to run.
    package let script: String?
    package let runtime: String?
    /// The name of the script's type in log lines.
    package let hostName: String
    package let settings: JobSettings
    /// `disable.job` is there, or the settings say so.
    package let isDisabled: Bool
    package let runsInPlace: Bool
    package let problems: [Problem]
    /// The program and its arguments; ``scriptPlaceholder`` stands for the script's absolute path.
    let command: [String]

    static let scriptPlaceholder = "\0script"

    /// The job's own build, which runs only where nothing else can.
    package static let buildScript = "build.sh"

    /// The name of the script that runs, for whoever looks for a build; where `run` says what does, only what that names.
    package var runningScript: String? {
        let words = settings.run ?? script.map { [$0] } ?? []
        let names = words.compactMap { $0.split(separator: "/").last.map(String.init) }
        return settings.run == nil ? names.first : names.first { $0 == Self.buildScript }
    }

    /// Nothing that must be fixed stands in the way of a start. (A bad schedule does not: the job runs on demand.)
    package var canRun: Bool { !command.isEmpty }

    /// The job's place among those that start each other; `folder` is how its folder is named in problems.
    package func triggerNode(folder: String) -> TriggerGraph.Job {
        TriggerGraph.Job(
            name: id.name,
            after: settings.triggers.after,
            path: joined(joined(folder, scriptFolder), "settings.job")
        )
    }

    /// The job's place among those that wait for each other; `folder` is how its folder is named in problems.
    package func startOrderNode(folder: String) -> StartOrder.Job {
        StartOrder.Job(
            name: id.name,
            dependsOn: settings.dependsOn,
            path: joined(joined(folder, scriptFolder), "settings.job")
        )
    }

    /// The argument vector for a start from this folder, the program first.
    package func commandLine(root: String) -> [String] {
        let folder = scriptFolder.isEmpty ? root : "\(root)/\(scriptFolder)"
        return command.enumerated().map { index, word in
            if word == Self.scriptPlaceholder { return "\(root)/\(script ?? "")" }
            // `"run": ["./worker"]` names a program of the job.
            if index == 0, !word.hasPrefix("/"), word.contains("/") { return "\(folder)/\(word)" }
            return word
        }
    }
}
