import Glibc
import JobModel
import LinuxSystem

/// Which folders are watched.
extension JobTreeWatcher {
    func watchEverything() throws(SystemError) {
        for (path, child) in ancestors() where Folder.exists(path) {
            try watch(path, .above, as: .ancestor(path: path, child: child))
        }
        for folder in Set(files.map(Self.parent))
        where !ancestors().contains(where: { $0.path == folder }) && Folder.exists(folder) {
            try watch(folder, .above, as: .ancestor(path: folder, child: "/"))
        }
        for type in JobType.allCases {
            let path = "\(root)/\(type.rawValue)"
            guard Folder.exists(path) else { continue }
            try watch(path, .structure, as: .type(type.rawValue))
            for name in try Folder.names(in: path) where Folder.exists("\(path)/\(name)") {
                try watch(JobFolder(type: type, name: name), "")
            }
        }
    }

    /// One that vanished since it was seen to exist is missed by the folder above it.
    private func watch(_ path: String, _ mask: Inotify.Mask, as place: WatchedFolders.Place) throws(SystemError) {
        guard let inotify else { return }
        do throws(SystemError) {
            watched.add(try inotify.add(path, mask), place)
        } catch {
            if error.isMissing { return }
            throw error
        }
    }

    /// Watches a folder of a job and all below it.
    ///
    /// One that vanished meanwhile is fine: its event is on its way.
    func watch(_ folder: JobFolder, _ path: String) throws(SystemError) {
        guard let inotify else { return }
        let full = path.isEmpty ? "\(root)/\(folder)" : "\(root)/\(folder)/\(path)"
        do throws(SystemError) {
            watched.add(try inotify.add(full), .job(folder, path: path))
            for name in try Folder.names(in: full) {
                let inner = path.isEmpty ? name : "\(path)/\(name)"
                guard Self.isFolder("\(full)/\(name)"), !isIgnored(inner, isFolder: true, folder) else { continue }
                try watch(folder, inner)
            }
        } catch {
            if error.isMissing { return }
            throw error
        }
    }

    func unwatch(_ folder: JobFolder, _ path: String = "") {
        for watch in watched.removeTree(folder, path) { inotify?.remove(watch) }
    }

    func isIgnored(_ path: String, isFolder: Bool, _ folder: JobFolder) -> Bool {
        (ignoreRules[folder] ?? IgnoreRules()).ignoresAnywhere(path, isFolder: isFolder)
    }

    /// The folders from the base down to the one above `continuous`, each with the name that leads on.
    private func ancestors() -> [(path: String, child: String)] {
        guard root.hasPrefix("\(base)/") else { return [(root, "")] }
        var path = base
        var found: [(String, String)] = []
        for part in root.dropFirst(base.count + 1).split(separator: "/") {
            found.append((path, String(part)))
            path += "/\(part)"
        }
        return found + [(path, "")]
    }

    private static func parent(_ path: String) -> String {
        path.pathAbove
    }

    /// A link is not entered: what it leads to belongs to somebody else.
    static func isFolder(_ path: String) -> Bool {
        var information = stat()
        return lstat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }
}

extension Inotify.Mask {
    /// Names that come and go.
    static let structure: Inotify.Mask = [.created, .removed, .movedAway, .movedHere, .folderRemoved, .folderMoved]
    /// The same, and files that were written.
    static let above: Inotify.Mask = [structure, .closedAfterWriting]
}
