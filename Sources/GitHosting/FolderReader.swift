import Clibgit2
import Glibc
import JobModel
package import LinuxSystem

/// Reads a folder on disk and finds its git tree id, without a repository.
package struct FolderReader {
    /// Hashes of files by their path, kept from one reading to the next, so that only changed files are read.
    package struct Cache: Sendable {
        struct Entry: Sendable {
            let stamp: FileStamp
            let blob: TreeID
        }

        var entries: [String: Entry] = [:]

        package init() {}
    }

    /// Files larger than this (bytes) are hashed piece by piece, not in memory.
    private static let memoryLimit = 4 * 1024 * 1024

    private let root: String
    private let isIgnored: (_ path: String, _ isFolder: Bool) -> Bool
    private let clock: any TimeSource
    private let before: Cache
    private var after = Cache()
    private var files: [FolderSnapshot.File] = []
    private var folders: [String] = []

    /// Reads the folder.
    ///
    /// Sockets, pipes and devices are left out; links are taken as links. Throws ``GitError/changedMeanwhile(path:)``
    /// when a file changed under the reader.
    package static func read(
        _ root: String,
        cache: inout Cache,
        clock: any TimeSource,
        isIgnored: @escaping (_ path: String, _ isFolder: Bool) -> Bool = { _, _ in false }
    ) throws(GitError) -> FolderSnapshot {
        var reader = FolderReader(root: root, isIgnored: isIgnored, clock: clock, before: cache)
        let tree = try reader.readFolder("")
        cache = reader.after
        return FolderSnapshot(tree: tree, files: reader.files, folders: reader.folders)
    }

    private init(
        root: String,
        isIgnored: @escaping (_ path: String, _ isFolder: Bool) -> Bool,
        clock: any TimeSource,
        before: Cache
    ) {
        self.root = root
        self.isIgnored = isIgnored
        self.clock = clock
        self.before = before
    }

    private mutating func readFolder(_ path: String) throws(GitError) -> TreeID {
        let names: [String]
        do throws(SystemError) {
            names = try Folder.names(in: path.isEmpty ? root : "\(root)/\(path)")
        } catch {
            throw .system(error)
        }
        var entries: [TreeEntry] = []
        for name in names {
            let inner = path.isEmpty ? name : "\(path)/\(name)"
            if let entry = try readEntry(name, inner) { entries.append(entry) }
        }
        return try TreeHash.id(of: entries)
    }

    private mutating func readEntry(_ name: String, _ path: String) throws(GitError) -> TreeEntry? {
        var information = stat()
        // Gone since the folder was listed: the event of its removal is on its way.
        guard lstat("\(root)/\(path)", &information) == 0 else { return nil }
        let type = information.st_mode & S_IFMT
        guard !isIgnored(path, type == S_IFDIR) else { return nil }
        switch type {
        case S_IFDIR:
            folders.append(path)
            let tree = try readFolder(path)
            return tree == TreeHash.empty ? nil : TreeEntry(name: name, kind: .folder, object: tree)
        case S_IFREG:
            let isExecutable = information.st_mode & 0o111 != 0
            let blob = try hash(path, FileStamp(information), isLink: false)
            files.append(file(path, isExecutable ? .executable : .file, information, blob))
            return TreeEntry(name: name, kind: isExecutable ? .executable : .file, object: blob)
        case S_IFLNK:
            let blob = try hash(path, FileStamp(information), isLink: true)
            files.append(file(path, .link, information, blob))
            return TreeEntry(name: name, kind: .link, object: blob)
        default:
            return nil
        }
    }

    private func file(
        _ path: String,
        _ kind: FolderSnapshot.Kind,
        _ information: stat,
        _ blob: TreeID
    ) -> FolderSnapshot.File {
        FolderSnapshot.File(path: path, kind: kind, stamp: FileStamp(information), object: blob)
    }

    /// What git would make of a single file or link; `nil` when there is none.
    package static func entry(at path: String) throws(GitError) -> TreeEntry? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let folder = parts.dropLast().joined(separator: "/")
        var reader = FolderReader(root: folder, isIgnored: { _, _ in false }, clock: SystemClock(), before: Cache())
        let name = String(parts.last ?? "")
        let entry = try reader.readEntry(name, name)
        return entry?.kind == .folder ? nil : entry
    }

    /// The same of one below a folder; what the cache knows of it is not read again.
    package static func entry(
        _ inner: String,
        in root: String,
        cache: inout Cache,
        clock: any TimeSource
    ) throws(GitError) -> TreeEntry? {
        var known = Cache()
        known.entries[inner] = cache.entries[inner]
        var reader = FolderReader(root: root, isIgnored: { _, _ in false }, clock: clock, before: known)
        let name = inner.split(separator: "/").last.map(String.init) ?? inner
        let entry = try reader.readEntry(name, inner)
        cache.entries[inner] = reader.after.entries[inner]
        return entry?.kind == .folder ? nil : entry
    }

    private mutating func hash(_ path: String, _ stamp: FileStamp, isLink: Bool) throws(GitError) -> TreeID {
        if let known = before.entries[path], known.stamp == stamp {
            after.entries[path] = known
            return known.blob
        }
        let now = min(clock.wallTime(), SystemClock.fileTime())
        let blob = isLink ? try hashLink(path) : try hashFile(path, stamp)
        if stamp.isSettled(at: now) { after.entries[path] = Cache.Entry(stamp: stamp, blob: blob) }
        return blob
    }

    private func hashLink(_ path: String) throws(GitError) -> TreeID {
        // Gone or no link any more: the event of its change is on its way.
        guard let target = try? SymbolicLink.target(of: "\(root)/\(path)") else { throw .changedMeanwhile(path: path) }
        return try TreeHash.blob(target)
    }

    private func hashFile(_ path: String, _ stamp: FileStamp) throws(GitError) -> TreeID {
        let full = "\(root)/\(path)"
        let checksum = try PlainChecksum()
        checksum.add("blob \(stamp.size)\0")
        if stamp.size > Self.memoryLimit {
            try ContentReader().withPieces(of: full) { (size) throws(GitError) in
                guard Int64(size) == stamp.size else { throw .changedMeanwhile(path: path) }
            } _: { bytes, _ in
                checksum.add(bytes)
            }
            try expectUnchanged(path, stamp)
            return TreeID(sha1: checksum.finish())
        }
        let bytes: [UInt8]?
        do throws(SystemError) {
            bytes = try FileContents.read(full)
        } catch {
            throw .system(error)
        }
        guard let bytes, Int64(bytes.count) == stamp.size else { throw .changedMeanwhile(path: path) }
        try expectUnchanged(path, stamp)
        bytes.withUnsafeBytes { checksum.add($0) }
        return TreeID(sha1: checksum.finish())
    }

    private func expectUnchanged(_ path: String, _ stamp: FileStamp) throws(GitError) {
        var information = stat()
        guard lstat("\(root)/\(path)", &information) == 0, FileStamp(information) == stamp else {
            throw .changedMeanwhile(path: path)
        }
    }
}
