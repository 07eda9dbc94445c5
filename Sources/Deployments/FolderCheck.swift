import GitHosting
package import JobDiscovery
package import JobModel
import LinuxSystem

/// Everything for which a push of a folder of this machine would be refused or warned, found without a host.
package struct FolderCheck {
    /// The folders that were meant to be jobs.
    package let jobs: [SiteInspector.Finding]
    package let problems: [Problem]

    /// Of a work tree of git only what would be committed counts.
    package init(_ folder: String, lookup: ProgramLookup) throws {
        let found = try CommittableFiles(in: folder)
        let unreadable = found.unreadable.map { path in
            Problem(code: "bad_path", path: "\(ShownPath(path))", message: Self.advice(path))
        }
        let tree = try Self.treeProblems(found.files, folder)
        let (jobs, strays) = try SiteInspector(lookup: lookup)
            .inspect(CommittedFolder(folder, found.files), jobsPath: HomeLayout.defaultJobsPath)
        self.jobs = jobs
        problems = unreadable + tree + jobs.flatMap(\.problems) + strays
    }

    private static func advice(_ path: String) -> String {
        EntryName.advice(path.split(separator: "/").last.map(String.init) ?? path)
    }

    /// As for a first push: all files are new.
    private static func treeProblems(_ files: [CommittableFiles.File], _ folder: String) throws -> [Problem] {
        var byObject: [TreeID: CommittableFiles.File] = [:]
        var differences: [TreeDifference] = []
        for (number, file) in files.enumerated() {
            // Not read for its id: the number stands for the content.
            let digits = String(number, radix: 16)
            let text = String(repeating: "0", count: 40 - digits.count) + digits
            guard let object = TreeID(hexadecimal: text) else { continue }
            byObject[object] = file
            let name = file.path.split(separator: "/").last.map(String.init) ?? ""
            differences.append(TreeDifference(file.path, nil, TreeEntry(name: name, kind: file.kind, object: object)))
        }
        let (known, names) = (byObject, names(of: files))
        let tree = TreeRules.Tree(
            target: { (object) throws(GitError) in
                do throws(SystemError) {
                    return try SymbolicLink.target(of: "\(folder)/\(known[object]?.path ?? "")")
                } catch {
                    throw .system(error)
                }
            },
            size: { (object) throws(GitError) in known[object]?.size },
            names: { (path) throws(GitError) in names[path] ?? [] }
        )
        return try TreeRules(tree, jobsPath: HomeLayout.defaultJobsPath).problems(in: differences)
    }

    /// What lies in each folder.
    private static func names(of files: [CommittableFiles.File]) -> [String: [String]] {
        var names: [String: [String]] = [:]
        var known: Set<[UInt8]> = []
        for file in files {
            var folder = ""
            for part in file.path.split(separator: "/") {
                let path = folder.isEmpty ? String(part) : "\(folder)/\(part)"
                // By bytes: two compositions of a character are two names.
                if known.insert(Array(path.utf8)).inserted { names[folder, default: []].append(String(part)) }
                folder = path
            }
        }
        return names
    }
}

/// A folder on disk with nothing but what is in a list of files.
private struct CommittedFolder: FolderReading {
    private let disk: DiskFolder
    private let root: String
    private let files: [String: TreeEntry.Kind]
    private let folders: Set<String>

    init(_ root: String, _ files: [CommittableFiles.File]) {
        disk = DiskFolder(root)
        self.root = root
        self.files = Dictionary(files.map { ($0.path, $0.kind) }) { $1 }
        var folders: Set<String> = []
        for file in files {
            var parts = file.path.split(separator: "/").dropLast()
            while !parts.isEmpty, folders.insert(parts.joined(separator: "/")).inserted { parts.removeLast() }
        }
        self.folders = folders
    }

    func entries(of path: String) throws -> [FolderEntry] {
        try disk.entries(of: path).filter { entry in
            let inner = path.isEmpty ? entry.name : "\(path)/\(entry.name)"
            return entry.isText && (folders.contains(inner) || files[inner] != nil && files[inner] != .submodule)
        }
    }

    func beginning(of path: String, limit: Int) throws -> [UInt8]? {
        switch files[path] {
        case .file, .executable: return try disk.beginning(of: path, limit: limit)
        case .link:
            // As in a pushed tree: a link to a file beside it.
            let target = String(decoding: try SymbolicLink.target(of: "\(root)/\(path)"), as: UTF8.self)
            guard !target.contains("/") else { return nil }
            let beside = (path.split(separator: "/").dropLast().map(String.init) + [target]).joined(separator: "/")
            guard files[beside] == .file || files[beside] == .executable else { return nil }
            return try disk.beginning(of: beside, limit: limit)
        case .folder, .submodule, nil: return nil
        }
    }
}
