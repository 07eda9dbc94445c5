import GitHosting
import Glibc
import JobBuilding
import JobModel
import LinuxSystem

/// The files of one version of a job, apart from the folder that people edit, for its processes to run from.
struct WorkingCopy {
    let layout: HomeLayout
    let job: JobID
    let version: TreeID
    /// Of what was built for it; empty where nothing was.
    var mark = ""

    var path: String {
        let path = "\(layout.workingCopies(of: job))/\(version)"
        return mark.isEmpty ? path : "\(path)-\(mark)"
    }

    /// Copies exactly the files of the snapshot and places what was built, unless the copy is there; its path.
    ///
    /// A file that changed since the snapshot throws ``GitError/changedMeanwhile(path:)``: a copy always has the content
    /// its name says.
    func make(
        from folder: String,
        _ snapshot: FolderSnapshot,
        _ placements: [BuiltJob.Placement] = []
    ) throws(GitError) -> String {
        guard !AtomicFile.exists(path) else { return path }
        let temporary = "\(path).new"
        do throws(SystemError) {
            if Folder.exists(temporary) { try Folder.removeTree(temporary) }
            try Folder.create(temporary)
            for inner in snapshot.folders { try Folder.create("\(temporary)/\(inner)") }
        } catch {
            throw .system(error)
        }
        for file in snapshot.files { try copy(file, from: folder, to: temporary) }
        do throws(SystemError) {
            for placement in placements { try place(placement, in: temporary) }
            try check("rename", path: path) { rename(temporary, path) }
        } catch {
            throw .system(error)
        }
        return path
    }

    private func place(_ placement: BuiltJob.Placement, in target: String) throws(SystemError) {
        let path = "\(target)/\(placement.target)"
        try Folder.removeTree(path)
        // A script may make folders that are not in the job's.
        try Folder.create(path.pathAbove)
        switch placement.means {
        case .link: try SymbolicLink.create(path, to: Array(placement.source.utf8))
        case .copy: try FileCopy.tree(placement.source, to: path)
        }
    }

    private func copy(_ file: FolderSnapshot.File, from folder: String, to target: String) throws(GitError) {
        let source = "\(folder)/\(file.path)"
        do throws(SystemError) {
            if file.kind == .link {
                try SymbolicLink.create("\(target)/\(file.path)", to: try SymbolicLink.target(of: source))
                try expectUnchanged(file, source)
                return
            }
            let reading = try Descriptor.open(source, O_RDONLY | O_NOFOLLOW)
            let mode: UInt32 = file.kind == .executable ? 0o755 : 0o644
            let writing = try Descriptor.open("\(target)/\(file.path)", O_WRONLY | O_CREAT | O_EXCL, mode: mode)
            try FileCopy.contents(of: reading, to: writing)
            try expectUnchanged(file, source)
        } catch {
            throw error.isMissing || error.code == ESTALE ? .changedMeanwhile(path: source) : .system(error)
        }
    }

    private func expectUnchanged(_ file: FolderSnapshot.File, _ source: String) throws(SystemError) {
        var information = stat()
        try check("lstat", path: source) { lstat(source, &information) }
        guard FileStamp(information) == file.stamp else { throw SystemError(call: "lstat", path: source, code: ESTALE) }
    }
}
