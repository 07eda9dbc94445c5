import JobModel
import LinuxSystem

/// One inspection under way.
struct JobInspection {
    let folder: any FolderReading
    let id: JobID
    let path: String
    let lookup: ProgramLookup
    var problems: [Problem] = []

    mutating func run(lastGood: JobSettings?) -> JobDescription {
        let (scriptFolder, entries) = innerFolder()
        let settings = settings(scriptFolder, lastGood)
        checkSchedule(settings, scriptFolder)
        checkTriggers(settings, scriptFolder)
        checkContinuousSettings(settings, scriptFolder)
        checkNotify(settings, scriptFolder)
        checkUser(settings, scriptFolder)
        checkBuild(entries, scriptFolder)
        let choice = ScriptChoice.choose(entries) { isProgram($0, in: scriptFolder) }
        let command = command(choice, settings, entries, scriptFolder)
        return JobDescription(
            id: id,
            scriptFolder: scriptFolder,
            script: choice.map { joined(scriptFolder, $0.file) } ?? settings.run?.first,
            runtime: settings.run == nil ? choice?.runtime.name : "command",
            hostName: settings.run == nil ? choice?.runtime.hostName ?? "" : "CommandScriptHost",
            settings: settings,
            isDisabled: settings.isDisabled || entries.contains { $0.name == "disable.job" },
            runsInPlace: settings.isInPlace ?? (settings.run == nil && choice?.runtime.runsInPlace == true),
            problems: problems,
            command: command
        )
    }

    // MARK: folders

    /// A folder that holds nothing but one folder is entered, as often as that holds.
    private mutating func innerFolder() -> (path: String, entries: [FolderEntry]) {
        var inner = ""
        var entries = entries("")
        // As deep as a path can be long.
        for _ in 0..<128 {
            guard entries.count == 1, entries[0].kind == .folder else { break }
            inner = joined(inner, entries[0].name)
            entries = self.entries(inner)
        }
        return (inner, entries)
    }

    private mutating func entries(_ inner: String) -> [FolderEntry] {
        do {
            let entries = try folder.entries(of: inner)
            for entry in entries where !entry.isText {
                let message = "the job runs without it: \(EntryName.advice(entry.name))"
                add("bad_name", joined(inner, entry.name), message, severity: .warning)
            }
            return entries.filter(\.isText)
        } catch {
            add("unreadable", inner, "the folder cannot be read: \(error)")
            return []
        }
    }

    private mutating func checkBuild(_ entries: [FolderEntry], _ inner: String) {
        let file = joined(inner, DeploymentFile.name)
        guard entries.contains(where: { $0.name == DeploymentFile.name && $0.kind != .folder }) else { return }
        do {
            guard let bytes = try folder.beginning(of: file, limit: DeploymentFile.maximumSize) else { return }
            problems += DeploymentFile(bytes).problems(path: joined(path, file))
        } catch {
            add("unreadable", file, "the file cannot be read: \(error)")
        }
    }

    // MARK: words

    mutating func add(
        _ code: String,
        _ file: String,
        _ message: String,
        severity: Problem.Severity = .problem
    ) {
        problems.append(Problem(severity, code: code, path: joined(path, file), message: message))
    }
}

/// Puts a name behind a folder, either of which may be empty.
func joined(_ folder: String, _ name: String) -> String {
    if folder.isEmpty { return name }
    return name.isEmpty ? folder : "\(folder)/\(name)"
}
