import GitHosting
import Glibc
package import JobDiscovery
package import JobModel
package import LinuxSystem
package import ProcessSupervision

/// Builds what a job needs before it runs, unless that was built before.
package struct JobBuilder: Sendable {
    /// A job as it is to be.
    package struct Source {
        package let job: JobID
        /// How its folder is named in problems.
        package let path: String
        package let files: [BuildFile]
        package let scriptFolder: String
        /// The name of the script in it.
        package let script: String?
        /// What its processes get as variables.
        package let environment: [String: String]
        /// Whom its tools run as; `nil` for whom the host is.
        package var user: UserAccount?
        /// Of ``environment``, what the job or the site sets and a user does not change.
        package var fixedVariables: Set<String> = []
        /// Why nobody can build for it.
        package var userFault: Problem?
        /// The content of a file, by its path below the job's folder.
        package let read: (String) throws -> [UInt8]?
        /// Writes a file below a folder.
        package let write: (BuildFile, String) throws -> Void

        package init(
            job: JobID,
            path: String,
            files: [BuildFile],
            scriptFolder: String,
            script: String?,
            environment: [String: String],
            read: @escaping (String) throws -> [UInt8]?,
            write: @escaping (BuildFile, String) throws -> Void
        ) {
            self.job = job
            self.path = path
            self.files = files
            self.scriptFolder = scriptFolder
            self.script = script
            self.environment = environment
            self.read = read
            self.write = write
        }

        /// The files that ask for builds, below the job's folder.
        package var askingFiles: [String] { needs.map(\.file) }

        var needs: [BuildNeed] {
            let prefix = scriptFolder.isEmpty ? "" : "\(scriptFolder)/"
            let names = files.compactMap { file in
                file.path.hasPrefix(prefix) ? file.path.dropFirst(prefix.count).split(separator: "/").first : nil
            }
            return BuildNeed.find(Set(names.map(String.init)), in: scriptFolder, script: script)
        }
    }

    /// Lines of output that are kept for the search for the one to blame.
    private static let keptLines = 200

    let store: BuildStore
    let lookup: ProgramLookup
    let run: Runner

    /// Runs a tool and hands out its lines; see ``ToolRunner/run(_:timeout:line:)``.
    package typealias Runner =
        @Sendable (ToolRunner.Tool, Duration, @escaping @Sendable (String) -> Void) async -> ToolRunner.End

    package init(store: BuildStore, lookup: ProgramLookup, run: @escaping Runner) {
        self.store = store
        self.lookup = lookup
        self.run = run
    }

    /// The files for which something would be built, relative to the job's folder; what is there already is none.
    package func wouldBuild(_ source: Source) throws -> [String] {
        try recipes(source).filter { store.product($0.key) == nil }.map(\.need.file)
    }

    /// Whether the job asks for any build, by the names in the folder of its script.
    package static func isNeeded(_ names: [String], in folder: String, script: String?) -> Bool {
        !BuildNeed.find(Set(names), in: folder, script: script).isEmpty
    }

    /// Whether all is there that was ever built for these files, by whatever version of its tools.
    package func isBuilt(_ source: Source) -> Bool {
        let files = Dictionary(source.files.map { ($0.path, $0.object) }) { $1 }
        let products = store.keys(of: source.job).compactMap(store.product)
        return source.needs.allSatisfy { need in
            products.contains { $0.kind == need.kind && $0.file == need.file && $0.isMade(from: files) }
        }
    }

    /// Builds what is missing and tells of it as it happens; the products, for ``BuildStore/remember(_:for:)``.
    ///
    /// Throws ``BuildFailure``; what was built before that stays for the next time. Cancelling the task ends the build
    /// at once, which throws `CancellationError`.
    package func build(
        _ source: Source,
        timeout: Duration,
        tell: @escaping @Sendable (String) -> Void
    ) async throws -> [String] {
        var keys: [String] = []
        for recipe in try recipes(source) {
            if store.product(recipe.key) == nil {
                if let fault = source.userFault { throw BuildFailure(fault) }
                try await build(recipe, source, timeout, tell)
            }
            keys.append(recipe.key)
        }
        return keys
    }

    private func recipes(_ source: Source) throws -> [BuildRecipe] {
        let inputs = BuildInputs(files: source.files, read: source.read)
        return try source.needs.map { try BuildRecipe($0, inputs, of: source.job, path: source.path, lookup: lookup) }
    }

    private func build(
        _ recipe: BuildRecipe,
        _ source: Source,
        _ timeout: Duration,
        _ tell: @escaping @Sendable (String) -> Void
    ) async throws {
        var product = BuildProduct(folder: store.folder(recipe.key), recipe.need, inputs: recipe.inputs)
        // What an earlier build left that was cut off.
        try Folder.removeTree(product.folder)
        try Folder.create(product.content)
        do {
            for file in recipe.inputs { try source.write(file, product.content) }
            tell("building \(source.job): \(recipe.need.file)")
            let workshop = source.user.map { BuildWorkshop(product: product, user: $0) }
            try workshop?.open()
            try await runTools(recipe, product, source, workshop, timeout, tell)
            do throws(WorkshopFault) {
                try workshop?.close(recipe.inputs)
            } catch {
                let path = "\(source.path)/\(recipe.need.file)"
                throw BuildFailure(Problem(code: "build_failed", path: path, message: error.text))
            }
            if recipe.need.kind == .script { try noteWhatIsNew(&product, recipe) }
            try product.write()
        } catch {
            try? Folder.removeTree(product.folder)
            throw error
        }
    }

    private func runTools(
        _ recipe: BuildRecipe,
        _ product: BuildProduct,
        _ source: Source,
        _ workshop: BuildWorkshop?,
        _ timeout: Duration,
        _ tell: @escaping @Sendable (String) -> Void
    ) async throws {
        let paths = BuildRecipe.Paths(content: product.content, environment: product.environment)
        let folder = recipe.need.folder.isEmpty ? product.content : "\(product.content)/\(recipe.need.folder)"
        let environment = source.environment
            .merging(workshop?.variables(besides: source.fixedVariables) ?? [:]) { $1 }
            .merging(recipe.variables(paths)) { $1 }
        let output = KeptLines(limit: Self.keptLines)
        let name = source.job.name
        for command in recipe.commands(paths) {
            var tool = ToolRunner.Tool(command, in: folder, environment: environment)
            tool.user = source.user
            let end = await run(tool, timeout) { line in
                output.add(line)
                if !line.hasPrefix(BuildRecipe.lineMark) { tell("  \(name): \(line)") }
            }
            if end == .code(0) { continue }
            if end == .cancelled { throw CancellationError() }
            let blame = BuildBlame(recipe.need, end, output.lines, timeout: timeout)
            let problem = try blame.problem(path: source.path) { file in
                try source.read(file).map { String(decoding: $0, as: UTF8.self) }
            }
            throw BuildFailure(problem)
        }
    }

    /// What a script of the job's own has made: all that was not there, and all that it wrote over.
    private func noteWhatIsNew(_ product: inout BuildProduct, _ recipe: BuildRecipe) throws {
        let known = Dictionary(recipe.inputs.map { ($0.path, $0) }) { $1 }
        var knownFolders: Set<String> = []
        for path in known.keys {
            var parts = path.split(separator: "/").dropLast()
            while !parts.isEmpty, knownFolders.insert(parts.joined(separator: "/")).inserted { parts.removeLast() }
        }
        var open = [""]
        while let folder = open.popLast() {
            let path = folder.isEmpty ? product.content : "\(product.content)/\(folder)"
            for name in try Folder.names(in: path) {
                let inner = folder.isEmpty ? name : "\(folder)/\(name)"
                if knownFolders.contains(inner) {
                    open.append(inner)
                } else if let file = known[inner] {
                    let entry = try FolderReader.entry(at: "\(path)/\(name)")
                    if entry?.object != file.object || entry?.kind != file.kind { product.changed.append(inner) }
                } else {
                    product.added.append(inner)
                }
            }
        }
        product.added.sort()
        product.changed.sort()
    }
}
