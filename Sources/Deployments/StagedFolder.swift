import GitHosting
import Glibc
import JobModel
import LinuxSystem

/// A job's folder as it will be, made beside the live one and then exchanged with it in one step.
struct StagedFolder {
    /// Where it is made; on the same file system as the live folder.
    let path: String
    let source: FileSource

    init(path: String, source: FileSource) {
        self.path = path
        self.source = source
    }

    init(path: String, repository: Repository) {
        self.init(path: path, source: FileSource(repository))
    }

    /// Begins as a copy of the live folder, made of second names for its files, which costs no content.
    ///
    /// `differences`: what is about to be carried out; what they replace or remove is left out.
    func clone(_ live: String, before differences: [TreeDifference] = []) throws(SystemError) {
        try Folder.create(path, mode: 0o700)
        try clone(live, to: path, Set(differences.map(\.path)), below: "")
        try resemble(live, path)
    }

    /// Gives a folder the mode and the owner of the one that it stands for.
    private func resemble(_ live: String, _ folder: String) throws(SystemError) {
        var information = stat()
        try check("stat", path: live) { stat(live, &information) }
        // Who may not give it away makes it his own, as everything he deploys.
        lchown(folder, information.st_uid, information.st_gid)
        try check("chmod", path: folder) { chmod(folder, information.st_mode & 0o7777) }
    }

    private func clone(
        _ folder: String,
        to target: String,
        _ leftOut: Set<String>,
        below inner: String
    ) throws(SystemError) {
        for name in try Folder.names(in: folder) {
            let (from, to) = ("\(folder)/\(name)", "\(target)/\(name)")
            guard !leftOut.contains("\(inner)\(name)") else { continue }
            var information = stat()
            // Removed since it was listed.
            guard lstat(from, &information) == 0 else { continue }
            switch information.st_mode & S_IFMT {
            case S_IFDIR:
                try Folder.create(to, mode: 0o700)
                try clone(from, to: to, leftOut, below: "\(inner)\(name)/")
                try resemble(from, to)
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
        var file = SiteFile(source: source, root: path)
        for difference in differences {
            if let new = difference.new { try file.write(new, at: difference.path) }
        }
    }

    /// Makes it exactly this tree in one step, where an archive that was just unpacked has such a folder.
    ///
    /// `false` when there is none.
    func take(_ tree: TreeID) throws(SystemError) -> Bool {
        try take(tree, files: nil)
    }

    /// The same in the place of a live folder, when nothing of that stays: all files of the tree differ from those that
    /// were deployed, and there are no others.
    func take(_ tree: TreeID, over live: String, _ differences: [TreeDifference]) throws(SystemError) -> Bool {
        guard let unpacked = source.unpackedFolder, differences.allSatisfy({ $0.new != nil }),
            !SymbolicLink.exists(live)
        else { return false }
        if Folder.exists(live) {
            guard try FolderNames(of: differences).cover(live, like: unpacked) else { return false }
        }
        return try take(tree, files: differences.count)
    }

    private func take(_ tree: TreeID, files: Int?) throws(SystemError) -> Bool {
        try Folder.create(path.pathAbove)
        return source.placeFolder(tree, at: path, files: files)
    }

    private func removeEmptyFolders(above inner: String) {
        var parts = inner.split(separator: "/").dropLast()
        while !parts.isEmpty, rmdir("\(path)/\(parts.joined(separator: "/"))") == 0 { parts.removeLast() }
    }
}
