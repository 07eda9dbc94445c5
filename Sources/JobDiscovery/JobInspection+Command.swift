import JobModel

extension JobInspection {
    /// Bytes of a file that are looked at to see whether the kernel can start it.
    private static let headSize = 256

    mutating func command(
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
        if choice.runtime == .executable {
            _ = checkShebang(file)
            return [placeholder] + settings.arguments
        }
        let isExecutable = entries.contains { $0.name == choice.file && $0.kind == .file(isExecutable: true) }
        if choice.runtime == .bash, let interpreter = checkShebang(file) {
            // The script says itself what runs it, if it may be executed.
            if isExecutable { return [placeholder] + settings.arguments }
            if !["bash", "sh"].contains(interpreter.split(separator: "/").last) {
                add(
                    "not_executable",
                    file,
                    "it is started by bash, not by its \(interpreter): set its execute bit (chmod +x)",
                    severity: .warning
                )
            }
        }
        guard let program = choice.runtime.programs.lazy.compactMap(lookup.find).first else {
            let names = choice.runtime.programs.joined(separator: " or ")
            add(
                "missing_runtime",
                file,
                "\(names) is not installed; install it with: apt-get install \(choice.runtime.package)"
            )
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
        add(
            "missing_runtime",
            file,
            "\"run\": there is no program \"\(name)\"; install it, or write \"./\(name)\" for a file of the job"
        )
        return []
    }

    private mutating func reportNoScript(_ entries: [FolderEntry], _ inner: String) {
        // What lies in a folder that cannot be read is unknown, and that is reported already.
        guard !problems.contains(where: { $0.code == "unreadable" && $0.path == joined(path, inner) }) else { return }
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
            add(
                "crlf_shebang",
                file,
                "line 1 ends in CR LF, so the interpreter is not found: save the file with LF line ends",
                severity: .warning
            )
            return nil
        }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard let first = words.first else { return nil }
        guard first.hasSuffix("/env") else { return String(first) }
        // `env -S` and its like.
        return String(words.dropFirst().first { !$0.hasPrefix("-") } ?? first)
    }

    /// Whether the kernel can start a file that has no extension: executable, and ELF or with a `#!` line.
    func isProgram(_ entry: FolderEntry, in inner: String) -> Bool {
        guard entry.kind == .file(isExecutable: true) || entry.kind == .link else { return false }
        guard let head = beginning(joined(inner, entry.name)) else { return false }
        return head.starts(with: "#!".utf8) || head.starts(with: [0x7F, 0x45, 0x4C, 0x46])
    }

    private func beginning(_ file: String) -> [UInt8]? {
        // A file that cannot be read cannot be run: it then counts as none.
        try? folder.beginning(of: file, limit: Self.headSize)
    }
}
