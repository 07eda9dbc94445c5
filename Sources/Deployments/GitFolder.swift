import GitHosting
import JobDiscovery
import JobModel

/// A tree of the repository, read as a folder.
struct GitFolder: FolderReading {
    let repository: Repository
    let tree: TreeID

    func entries(of path: String) throws -> [FolderEntry] {
        guard let folder = try repository.folder(at: path, of: tree) else { return [] }
        return try repository.entries(of: folder)
            .map { FolderEntry(name: $0.name, kind: Self.kind($0.kind)) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    func beginning(of path: String, limit: Int) throws -> [UInt8]? {
        guard let entry = try repository.entry(at: path, of: tree) else { return nil }
        switch entry.kind {
        case .file, .executable: return try repository.bytes(of: entry.object, limit: limit)
        case .link: return try linked(path, entry, limit)
        case .folder, .submodule: return nil
        }
    }

    /// A link that leads to a file beside it, as `run.sh` to `worker.sh`.
    private func linked(_ path: String, _ link: TreeEntry, _ limit: Int) throws -> [UInt8]? {
        let target = String(decoding: try repository.bytes(of: link.object, limit: 4096), as: UTF8.self)
        guard !target.contains("/") else { return nil }
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        let beside = folder.isEmpty ? target : "\(folder)/\(target)"
        guard let entry = try repository.entry(at: beside, of: tree), entry.kind == .file || entry.kind == .executable
        else { return nil }
        return try repository.bytes(of: entry.object, limit: limit)
    }

    private static func kind(_ kind: TreeEntry.Kind) -> FolderEntry.Kind {
        switch kind {
        case .file: .file(isExecutable: false)
        case .executable: .file(isExecutable: true)
        case .link: .link
        case .folder: .folder
        case .submodule: .other
        }
    }
}
