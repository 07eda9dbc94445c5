import CronSchedule
package import JobModel

/// Reads a job's folder and says what it is. Never fails: whatever is wrong becomes a problem of the job.
package struct JobInspector {
    /// Bytes of a file that are looked at to see whether the kernel can start it.
    private static let headSize = 256

    private let lookup: ProgramLookup

    package init(lookup: ProgramLookup) {
        self.lookup = lookup
    }

    /// `path` is how the job's folder is named in problems. `lastGood` stays in force while `settings.job` is broken.
    package func inspect(
        _ folder: any FolderReading,
        id: JobID,
        path: String,
        lastGood: JobSettings? = nil
    ) -> JobDescription {
        var inspection = Inspection(folder: folder, id: id, path: path, lookup: lookup)
        return inspection.run(lastGood: lastGood)
    }

    /// One inspection under way.
    private struct Inspection {
        let folder: any FolderReading
        let id: JobID
        let path: String
        let lookup: ProgramLookup
        var problems: [Problem] = []

        mutating func run(lastGood: JobSettings?) -> JobDescription {
            let scriptFolder = innerFolder()
            let entries = entries(scriptFolder)
            let settings = settings(scriptFolder, lastGood)
            checkSchedule(settings, scriptFolder)
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
        private mutating func innerFolder() -> String {
            var inner = ""
            // As deep as a path can be long.
            for _ in 0..<128 {
                let entries = entries(inner)
                guard entries.count == 1, entries[0].kind == .folder else { break }
                inner = joined(inner, entries[0].name)
            }
            return inner
        }

        private mutating func entries(_ inner: String) -> [FolderEntry] {
            do {
                return try folder.entries(of: inner)
            } catch {
                add("unreadable", inner, "the folder cannot be read: \(error)")
                return []
            }
        }

        // MARK: settings

        private mutating func settings(_ inner: String, _ lastGood: JobSettings?) -> JobSettings {
            let file = joined(inner, "settings.job")
            do {
                guard let bytes = try folder.beginning(of: file, limit: JobSettings.maximumSize + 1) else { return JobSettings() }
                let (settings, found) = JobSettings.parse(bytes, path: joined(path, file))
                problems += found
                return settings ?? lastGood ?? JobSettings()
            } catch {
                add("unreadable", file, "the settings cannot be read: \(error)")
                return lastGood ?? JobSettings()
            }
        }

        private mutating func checkSchedule(_ settings: JobSettings, _ inner: String) {
            let file = joined(inner, "settings.job")
            if let text = settings.schedule {
                if id.type == .continuous {
                    add("no_effect", file, "\"schedule\" has no effect on a continuous job; move the folder to triggered/", severity: .warning)
                }
                do {
                    _ = try CronExpression(text)
                } catch {
                    let place = valuePlace("schedule", file)
                    problems.append(
                        Problem(
                            code: "bad_schedule",
                            path: joined(path, file),
                            line: place?.line,
                            // The text begins after its opening quote.
                            column: place.map { $0.column + error.column },
                            message: "\"schedule\": \(error)"
                        )
                    )
                }
            }
            guard let zone = settings.timeZone else { return }
            do {
                _ = try TimeZoneRules.load(named: zone)
            } catch {
                let place = valuePlace("time_zone", file)
                problems.append(
                    Problem(
                        code: "bad_time_zone",
                        path: joined(path, file),
                        line: place?.line,
                        column: place?.column,
                        message: "\"time_zone\": \(error)"
                    )
                )
            }
        }

        private func valuePlace(_ key: String, _ file: String) -> JSONPlace? {
            // Read and parsed a moment ago; if that fails now, the complaint goes without a place.
            guard let bytes = try? folder.beginning(of: file, limit: JobSettings.maximumSize),
                case .object(let members, _)? = try? JSONParser.parse(bytes)
            else { return nil }
            return members.last { $0.key == key }?.value.place
        }

        // MARK: the command

        private mutating func command(
            _ choice: ScriptChoice?,
            _ settings: JobSettings,
            _ entries: [FolderEntry],
            _ inner: String
        ) -> [String] {
            if let run = settings.run { return configured(run, settings, inner) }
            guard let choice else {
                reportNoScript(entries, inner)
                return []
            }
            let file = joined(inner, choice.file)
            let placeholder = JobDescription.scriptPlaceholder
            if choice.runtime == .executable { return [placeholder] + settings.arguments }
            let isExecutable = entries.contains { $0.name == choice.file && $0.kind == .file(isExecutable: true) }
            if choice.runtime == .bash, let interpreter = checkShebang(file) {
                // The script says itself what runs it, if it may be executed.
                if isExecutable { return [placeholder] + settings.arguments }
                if !interpreter.hasSuffix("bash"), !interpreter.hasSuffix("/sh") {
                    add("not_executable", file, "it is started by bash, not by its \(interpreter): set its execute bit (chmod +x)", severity: .warning)
                }
            }
            guard let program = choice.runtime.programs.lazy.compactMap(lookup.find).first else {
                let names = choice.runtime.programs.joined(separator: " or ")
                add("missing_runtime", file, "\(names) is not installed; install it with: apt-get install \(choice.runtime.package)")
                return []
            }
            return [program] + choice.runtime.arguments + [placeholder] + settings.arguments
        }

        private mutating func configured(_ run: [String], _ settings: JobSettings, _ inner: String) -> [String] {
            let name = run[0]
            if name.contains("/") {
                // A program of the job, or an absolute path; whether it exists shows when it is started.
                return run + settings.arguments
            }
            if let program = lookup.find(name) { return [program] + run.dropFirst() + settings.arguments }
            let file = joined(inner, "settings.job")
            add("missing_runtime", file, "\"run\": there is no program \"\(name)\"; install it, or write \"./\(name)\" for a file of the job")
            return []
        }

        private mutating func reportNoScript(_ entries: [FolderEntry], _ inner: String) {
            let names = entries.map(\.name).filter { $0 != "settings.job" && $0 != "disable.job" }
            let found = names.isEmpty ? "the folder is empty" : "found only \(names.prefix(5).joined(separator: ", "))"
            add(
                "no_script",
                inner,
                "there is nothing to run: \(found). Add run.sh, run.py or another file ending in \(Runtime.allExtensions), "
                    + "an executable named run, or \"run\" in settings.job"
            )
        }

        /// The interpreter of a script's first line, after a look at how that line ends.
        private mutating func checkShebang(_ file: String) -> String? {
            guard let head = beginning(file), head.starts(with: "#!".utf8) else { return nil }
            let line = head.dropFirst(2).prefix { $0 != 10 }
            if line.last == 13 {
                add("crlf_shebang", file, "line 1 ends in CR LF, so the interpreter is not found: save the file with LF line ends", severity: .warning)
                return nil
            }
            let words = String(decoding: line, as: UTF8.self).split(separator: " ")
            guard let first = words.first else { return nil }
            return first.hasSuffix("/env") && words.count > 1 ? String(words[1]) : String(first)
        }

        /// Whether the kernel can start a file that has no extension: executable, and ELF or with a `#!` line.
        private func isProgram(_ entry: FolderEntry, in inner: String) -> Bool {
            guard entry.kind == .file(isExecutable: true) || entry.kind == .link else { return false }
            guard let head = beginning(joined(inner, entry.name)) else { return false }
            return head.starts(with: "#!".utf8) || head.starts(with: [0x7F, 0x45, 0x4C, 0x46])
        }

        private func beginning(_ file: String) -> [UInt8]? {
            // A file that cannot be read cannot be run: it then counts as none.
            try? folder.beginning(of: file, limit: JobInspector.headSize)
        }

        // MARK: words

        private mutating func add(
            _ code: String,
            _ file: String,
            _ message: String,
            severity: Problem.Severity = .problem
        ) {
            problems.append(Problem(severity, code: code, path: joined(path, file), message: message))
        }
    }
}

/// Puts a name behind a folder, either of which may be empty.
func joined(_ folder: String, _ name: String) -> String {
    if folder.isEmpty { return name }
    return name.isEmpty ? folder : "\(folder)/\(name)"
}
