package import GitHosting
package import JobModel
import LinuxSystem

/// What a job's processes get of what was built for it.
package struct BuiltJob: Sendable, Hashable {
    /// Something of a product that lies in the job's folder for its processes.
    package struct Placement: Sendable, Hashable {
        package enum Means: Sendable, Hashable {
            /// By a link: costs nothing, and programs see where it really lies.
            case link
            /// As files of its own: where programs must find their way back to the job's folder.
            case copy
        }

        /// A path in the product.
        package let source: String
        /// Relative to the job's folder; what is there gives way.
        package let target: String
        package let means: Means
    }

    package private(set) var placements: [Placement] = []
    /// Folders of programs, to be found first.
    package private(set) var programFolders: [String] = []
    /// Takes the place of the system's python.
    package private(set) var python: String?
    /// What was not built, or was built from other files.
    package private(set) var warnings: [Problem] = []
    private var variables: [String: String] = [:]
    /// Names of variables that hold a path below where the job runs, and that path.
    private var pathVariables: [String: String] = [:]
    private var keys: [String] = []

    /// Changes with what is placed; empty when nothing is.
    package var mark: String {
        guard let first = keys.first else { return "" }
        return keys.count == 1 ? String(first.prefix(10)) : keys.map { String($0.prefix(6)) }.joined(separator: "-")
    }

    /// Finds what was built for the job as it is now.
    ///
    /// `path`: the job's folder in problems; `scriptFolder` relative to it, `script` the name in it. Blocks on the disk.
    package init(
        _ store: BuildStore,
        _ job: JobID,
        _ snapshot: FolderSnapshot,
        path: String,
        scriptFolder: String,
        script: String?
    ) {
        let prefix = scriptFolder.isEmpty ? "" : "\(scriptFolder)/"
        let names = (snapshot.files.map(\.path) + snapshot.folders).compactMap { inner -> String? in
            guard inner.hasPrefix(prefix) else { return nil }
            let name = inner.dropFirst(prefix.count)
            return name.contains("/") ? nil : String(name)
        }
        let needs = BuildNeed.find(Set(names), in: scriptFolder, script: script)
        guard !needs.isEmpty else { return }
        let files = Dictionary(snapshot.files.map { ($0.path, $0.object) }) { $1 }
        let products = store.keys(of: job).compactMap(store.product)
        for need in needs { use(need, products.filter { $0.kind == need.kind && $0.file == need.file }, files, path) }
    }

    private mutating func use(
        _ need: BuildNeed,
        _ products: [BuildProduct],
        _ files: [String: TreeID],
        _ path: String
    ) {
        let file = "\(path)/\(need.file)"
        guard let product = products.first(where: { $0.isMade(from: files) }) ?? products.first else {
            let message =
                "nothing was built from it, so the job runs without; deploy the job (git push or nyala deploy)"
            warnings.append(Problem(.warning, code: "not_built", path: file, message: message))
            return
        }
        if !product.isMade(from: files) {
            let message =
                "it was edited since the job was built, which runs with what was built; deploy it to build it again"
            warnings.append(Problem(.warning, code: "built_from_other", path: file, message: message))
        }
        product.touch()
        keys.append(product.key)
        place(product)
    }

    private mutating func place(_ product: BuildProduct) {
        let inContent = { (name: String) in product.inner.isEmpty ? name : "\(product.inner)/\(name)" }
        func add(_ name: String, _ means: Placement.Means) {
            let target = inContent(name)
            placements.append(Placement(source: "\(product.content)/\(target)", target: target, means: means))
        }
        switch product.kind {
        case .script:
            for path in product.added {
                placements.append(Placement(source: "\(product.content)/\(path)", target: path, means: .link))
            }
            for path in product.changed {
                placements.append(Placement(source: "\(product.content)/\(path)", target: path, means: .copy))
            }
        case .python:
            variables["VIRTUAL_ENV"] = product.environment
            programFolders.append("\(product.environment)/bin")
            python = "\(product.environment)/bin/python"
        case .node:
            add("node_modules", .link)
            programFolders.append("\(product.content)/\(inContent("node_modules/.bin"))")
            // For a job that runs in its own folder, where nothing is placed.
            variables["NODE_PATH"] = "\(product.content)/\(inContent("node_modules"))"
        case .php:
            add("vendor", .copy)
            programFolders.append("\(product.content)/\(inContent("vendor/bin"))")
        case .ruby:
            variables["BUNDLE_PATH"] = product.environment
            variables["BUNDLE_FROZEN"] = "true"
            variables["RUBYOPT"] = "-rbundler/setup"
            pathVariables["BUNDLE_GEMFILE"] = inContent("Gemfile")
        case .swift:
            add(".build", .link)
        }
    }

    /// The environment with what the products add; `root` is where the job runs.
    package func environment(_ variables: [String: String], root: String) -> [String: String] {
        var variables = variables.merging(self.variables) { $1 }
        for (name, path) in pathVariables { variables[name] = "\(root)/\(path)" }
        if !programFolders.isEmpty {
            let path = variables["PATH"].map { [$0] } ?? []
            variables["PATH"] = (programFolders + path).joined(separator: ":")
        }
        return variables
    }

    /// The command with the job's own python, where the system's was meant.
    package func command(_ words: [String]) -> [String] {
        guard let python, let name = words.first?.split(separator: "/").last, name.hasPrefix("python") else {
            return words
        }
        return [python] + words.dropFirst()
    }
}
