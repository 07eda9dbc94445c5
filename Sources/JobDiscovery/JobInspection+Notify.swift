import JobModel

extension JobInspection {
    /// Whether those who want to hear of the job can be told.
    mutating func checkNotify(_ settings: JobSettings, _ inner: String) {
        let file = joined(inner, "settings.job")
        if settings.notify.pingURL != nil, id.type == .continuous {
            add(
                "no_effect",
                file,
                "\"ping_url\" has no effect on a continuous job; use \"notify\", or call the address from the job",
                severity: .warning
            )
        }
        var missing: [String] = []
        for target in settings.notify.targets ?? [] {
            switch target.means {
            case .url: break
            case .email:
                guard !MailProgram.places.contains(where: { lookup.find($0) != nil }) else { break }
                missing.append(
                    "mails need sendmail, which is not installed; install the package \(MailProgram.package)"
                )
            case .exec(let command, _):
                // One with a slash is looked for in the folder when it is started.
                guard let program = command.first, !program.contains("/"), lookup.find(program) == nil else { break }
                missing.append("the command \"\(program)\" is not installed")
            }
        }
        guard !missing.isEmpty else { return }
        let place = valuePlace("notify", file)
        for message in missing {
            problems.append(
                Problem(
                    code: "missing_program",
                    path: joined(path, file),
                    line: place?.line,
                    column: place?.column,
                    message: "\"notify\": \(message)"
                )
            )
        }
    }
}
