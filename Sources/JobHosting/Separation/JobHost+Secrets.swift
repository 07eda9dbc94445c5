import DirectoryWatch
import JobDiscovery
package import JobModel
import LinuxSystem
import ProcessSupervision
import Secrets

/// What one start of a job is given of the site's secrets.
struct GivenSecrets {
    /// Names and values of variables.
    var variables: [(name: String, value: String)] = []
    var files: SecretFiles?
    /// What must not be read in its output.
    var mask: OutputMask?
}

/// Handing secrets to the jobs that ask for them.
extension JobHost {
    /// Secrets that jobs name, each with those jobs in their order; the secret need not exist.
    package func secretUses() -> [SecretName: [JobID]] {
        var uses: [SecretName: [JobID]] = [:]
        for job in jobs.values {
            guard let id = job.id, let settings = job.finding?.description?.settings else { continue }
            for name in Set(settings.secrets.map(\.name)) { uses[name, default: []].append(id) }
        }
        return uses.mapValues { $0.sorted() }
    }

    /// What is wrong with the secrets that the job names; while there is a problem among it, the job is not started.
    func secretProblems(_ job: HostedJob) -> [Problem] {
        guard let description = job.finding?.description, !description.settings.secrets.isEmpty else { return [] }
        let contents = secrets.current()
        let folder = layout.shownFolder(job.folder)
        let inner = description.scriptFolder.isEmpty ? folder : "\(folder)/\(description.scriptFolder)"
        var problems = description.settings.secrets.compactMap { use -> Problem? in
            guard let (code, message) = fault(use, contents) else { return nil }
            let place = use.place
            let path = "\(inner)/settings.job"
            return Problem(code: code, path: path, line: place.line, column: place.column, message: message)
        }
        if problems.isEmpty, let problem = contents.problem {
            let message = "\(problem) Until then the values that were read last are given."
            problems.append(Problem(.warning, code: "unreadable_secrets", path: "site/secrets.json", message: message))
        }
        return problems
    }

    /// The first of them that keeps the job from being started.
    func secretProblem(_ job: HostedJob) -> Problem? {
        secretProblems(job).first { $0.severity == .problem }
    }

    private func fault(_ use: SecretUse, _ contents: SecretStore.Contents) -> (code: String, message: String)? {
        guard let secret = contents.secrets[use.name] else {
            if let problem = contents.problem { return ("unreadable_secrets", "\(problem)") }
            return ("missing_secret", "the secret \(use.name) is not set: nyala secrets set \(use.name)")
        }
        switch use.form {
        case .environment:
            guard secret.value.contains(0) || String(validating: secret.value, as: UTF8.self) == nil else { return nil }
            return (
                "bad_secret",
                "the secret \(use.name) is no text, so it cannot be a variable; take it as a file: "
                    + "{\"name\": \"\(use.name)\", \"as\": \"file\"}"
            )
        case .file:
            return secretMemory.problem.map { ("no_memory_folder", "\($0)") }
        }
    }

    /// Changes whenever a value does that the job is given.
    func secretRevisions(_ settings: JobSettings) -> [Int] {
        guard !settings.secrets.isEmpty else { return [] }
        let known = secrets.current().secrets
        return settings.secrets.map { known[$0.name]?.revision ?? 0 }
    }

    /// Writes the files of one start; `start` is a name that no other start of the job has.
    func giveSecrets(
        _ id: JobID,
        _ settings: JobSettings,
        start: String,
        for user: UserAccount?
    ) throws(SecretsError) -> GivenSecrets {
        guard !settings.secrets.isEmpty else { return GivenSecrets() }
        let known = secrets.current().secrets
        var given = GivenSecrets()
        var files: [(name: String, value: [UInt8])] = []
        for use in settings.secrets {
            // Removed a moment ago: the next reconciliation stops the job.
            guard let value = known[use.name]?.value else { throw .unknownSecret(use.name) }
            switch use.form {
            case .environment: given.variables.append((use.target, String(decoding: value, as: UTF8.self)))
            case .file: files.append((use.target, value))
            }
        }
        if !files.isEmpty {
            let made = try secretMemory.make("\(id.type.rawValue).\(id.name).\(start)", files, for: user)
            given.files = made
            given.variables += [("CREDENTIALS_DIRECTORY", made.path), ("WEBJOBS_SECRETS_PATH", made.path)]
        }
        given.mask = OutputMask(values: settings.secrets.compactMap { known[$0.name]?.value })
        return given
    }
}
