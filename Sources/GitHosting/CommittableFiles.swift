import Clibgit2
import Glibc
import JobModel
import LinuxSystem

/// What a push of a folder would bring: its files as git would commit them, so without those it ignores.
///
/// All of them where the folder is in no repository.
package struct CommittableFiles {
    package struct File: Sendable, Hashable {
        /// Below the folder.
        package let path: String
        /// A submodule stands for all files of a repository that lies in this one.
        package let kind: TreeEntry.Kind
        package let size: Int
    }

    /// By their paths, in the order of the bytes of names.
    package private(set) var files: [File] = []
    /// Paths of files and folders whose names are no text, escaped; what lies in such a folder is not looked at.
    package private(set) var unreadable: [String] = []

    private let root: String
    private let rules: WorkTree?

    package init(in folder: String) throws(GitError) {
        root = folder
        rules = try WorkTree(around: folder)
        do throws(SystemError) {
            try read("")
        } catch {
            throw .system(error)
        }
    }

    private mutating func read(_ inner: String) throws(SystemError) {
        let folder = inner.isEmpty ? root : "\(root)/\(inner)"
        for name in try Folder.entries(in: folder) where name.shown != ".git" {
            // Gone since the folder was listed.
            guard let information = name.status(in: folder) else { continue }
            let path = inner.isEmpty ? name.shown : "\(inner)/\(name.shown)"
            let isFolder = information.st_mode & S_IFMT == S_IFDIR
            if rules?.isLeftOut(path, isFolder: isFolder) == true { continue }
            guard name.isText else {
                unreadable.append(path)
                continue
            }
            switch information.st_mode & S_IFMT {
            case S_IFDIR where AtomicFile.exists("\(root)/\(path)/.git"): add(path, .submodule, information)
            case S_IFDIR: try read(path)
            case S_IFREG: add(path, information.st_mode & 0o111 == 0 ? .file : .executable, information)
            case S_IFLNK: add(path, .link, information)
            default: break
            }
        }
    }

    private mutating func add(_ path: String, _ kind: TreeEntry.Kind, _ information: stat) {
        files.append(File(path: path, kind: kind, size: Int(information.st_size)))
    }
}

/// The repository around a folder, asked what of it would not be committed.
private final class WorkTree {
    private let handle: OpaquePointer
    /// The folder below the work tree, with a slash behind it; empty for the work tree itself.
    private let prefix: String
    /// What is in git already is committed, ignored or not; with all folders above.
    private var tracked: Set<String> = []

    /// `nil` where there is none.
    init?(around folder: String) throws(GitError) {
        var opened: OpaquePointer?
        do throws(GitError) {
            try GitLibrary.check("opening", on: folder) { git_repository_open_ext(&opened, folder, 0, nil) }
        } catch .missing {
            return nil
        }
        guard let opened else { return nil }
        guard let work = git_repository_workdir(opened).map({ String(cString: $0) }),
            let real = Self.resolved(folder).map({ "\($0)/" }), real.hasPrefix(work)
        else {
            git_repository_free(opened)
            return nil
        }
        handle = opened
        prefix = String(real.dropFirst(work.count))
        try readIndex(folder)
    }

    deinit {
        git_repository_free(handle)
    }

    private static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private func readIndex(_ folder: String) throws(GitError) {
        var index: OpaquePointer?
        try GitLibrary.check("reading the index", on: folder) { git_repository_index(&index, handle) }
        defer { git_index_free(index) }
        for position in 0..<git_index_entrycount(index) {
            guard let entry = git_index_get_byindex(index, position), let path = entry.pointee.path else { continue }
            var parts = String(cString: path).split(separator: "/")
            while !parts.isEmpty, tracked.insert(parts.joined(separator: "/")).inserted { parts.removeLast() }
        }
    }

    func isLeftOut(_ inner: String, isFolder: Bool) -> Bool {
        let path = "\(prefix)\(inner)"
        guard !tracked.contains(path) else { return false }
        var isIgnored: Int32 = 0
        // Rules that cannot be read ignore nothing.
        return git_ignore_path_is_ignored(&isIgnored, handle, isFolder ? "\(path)/" : path) == 0 && isIgnored != 0
    }
}
