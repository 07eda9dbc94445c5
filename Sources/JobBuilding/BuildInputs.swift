package import GitHosting
package import JobModel

/// A file of a job, as git knows it.
package struct BuildFile: Sendable, Hashable {
    /// Relative to the job's folder.
    package let path: String
    package let kind: TreeEntry.Kind
    package let object: TreeID

    package init(path: String, kind: TreeEntry.Kind, object: TreeID) {
        self.path = path
        self.kind = kind
        self.object = object
    }
}

/// Which files decide what a build makes: as few as is certain, so that nothing is built again for a change elsewhere.
struct BuildInputs {
    /// All of the job's.
    let files: [BuildFile]
    /// The content of one of them; `nil` when there is none.
    let read: (String) throws -> [UInt8]?

    /// The files, by path.
    func find(_ need: BuildNeed) throws -> [BuildFile] {
        switch need.kind {
        case .script, .swift: return sorted(files)
        case .python: return try python(need)
        case .node:
            return try locked(
                need,
                ["package.json", "package-lock.json", ".npmrc"],
                local: ["\"file:", "\"link\": true"]
            )
        case .php: return try locked(need, ["composer.json", "composer.lock"], local: ["\"type\": \"path\""])
        case .ruby: return try locked(need, ["Gemfile", "Gemfile.lock", ".ruby-version"], local: ["PATH\n"])
        }
    }

    /// The named files; all files when the lock file speaks of others of the job.
    private func locked(_ need: BuildNeed, _ names: [String], local: [String]) throws -> [BuildFile] {
        let text = try text(need.file) ?? ""
        guard !local.contains(where: text.contains) else { return sorted(files) }
        return pick(names.map { joined(need.folder, $0) })
    }

    /// With what the requirements include; all files when they name one that is to be installed.
    private func python(_ need: BuildNeed) throws -> [BuildFile] {
        let requirements = try RequirementFiles(need.file, read: text)
        return requirements.namesLocalFiles ? sorted(files) : pick(requirements.paths)
    }

    private func text(_ file: String) throws -> String? {
        try read(file).map { String(decoding: $0, as: UTF8.self) }
    }

    private func pick(_ paths: [String]) -> [BuildFile] {
        sorted(files.filter { paths.contains($0.path) })
    }

    private func sorted(_ files: [BuildFile]) -> [BuildFile] {
        files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    private func joined(_ folder: String, _ name: String) -> String {
        folder.isEmpty ? name : "\(folder)/\(name)"
    }
}
