import GitHosting
import Glibc
import JobModel
import LinuxSystem

/// A job's folder as it will be, made beside the live one and then exchanged with it in one step.
struct StagedFolder {
    /// Where it is made; on the same file system as the live folder.
    let path: String
    let repository: Repository

    /// Begins as a copy of the live folder, made of second names for its files, which costs no content.
    func clone(_ live: String) throws(SystemError) {
        try Folder.create(path)
        try clone(live, to: path)
    }

    private func clone(_ folder: String, to target: String) throws(SystemError) {
        for name in try Folder.names(in: folder) {
            let (from, to) = ("\(folder)/\(name)", "\(target)/\(name)")
            var information = stat()
            // Removed since it was listed.
            guard lstat(from, &information) == 0 else { continue }
            switch information.st_mode & S_IFMT {
            case S_IFDIR:
                try Folder.create(to, mode: UInt32(information.st_mode & 0o777))
                try clone(from, to: to)
            case S_IFREG:
                if link(from, to) != 0 { try copy(from, to, UInt32(information.st_mode & 0o777)) }
            case S_IFLNK:
                try SymbolicLink.create(to, to: SymbolicLink.target(of: from))
            default:
                // Sockets and pipes belong to running processes.
                break
            }
        }
    }

    /// For file systems without second names.
    private func copy(_ from: String, _ to: String, _ mode: UInt32) throws(SystemError) {
        let source = try Descriptor.open(from)
        let target = try Descriptor.open(to, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
        try FileCopy.contents(of: source, to: target)
    }

    /// Carries out the differences; files that are not named in them stay as they are.
    func apply(_ differences: [TreeDifference]) throws {
        for difference in differences where difference.new == nil {
            try Folder.removeTree("\(path)/\(difference.path)")
            removeEmptyFolders(above: difference.path)
        }
        for difference in differences {
            if let new = difference.new { try write(new, at: difference.path) }
        }
    }

    private func write(_ entry: TreeEntry, at inner: String) throws {
        try SiteFile(repository: repository, root: path).write(entry, at: inner)
    }

    private func removeEmptyFolders(above inner: String) {
        var parts = inner.split(separator: "/").dropLast()
        while !parts.isEmpty, rmdir("\(path)/\(parts.joined(separator: "/"))") == 0 { parts.removeLast() }
    }
}
