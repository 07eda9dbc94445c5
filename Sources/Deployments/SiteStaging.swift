import GitHosting
import Glibc
import JobModel
import LinuxSystem

/// Prepares all that a plan changes beside the live site, so that nothing is left to do but to change places.
struct SiteStaging {
    let layout: HomeLayout
    let source: FileSource
    let clock: any TimeSource
    /// Where it is prepared, on the file system of the site.
    let folder: String

    func prepare(_ plan: SitePlan, _ activation: inout Activation) throws {
        try Folder.create(folder)
        if !plan.otherFiles.isEmpty { try Folder.create("\(folder)/new") }
        let whole = try prepareFolders(plan, &activation)
        let files = plan.otherFiles.filter { file in !whole.contains { file.path.hasPrefix("\($0)/") } }
        for file in files where file.new == nil {
            try activation.remove("\(layout.webRoot)/\(file.path)", to: old(file.path))
        }
        for file in files where file.new != nil { try prepare(file, removing: files, &activation) }
        for step in plan.steps { try prepare(step, &activation) }
    }

    // MARK: plain files

    /// Folders of the site, the one with the jobs apart, that change places as a whole: their names.
    private func prepareFolders(_ plan: SitePlan, _ activation: inout Activation) throws -> [String] {
        guard source.unpackedFolder != nil, let next = plan.next.tree else { return [] }
        let jobs = layout.jobsPathInSite.prefix { $0 != "/" }
        let folders = plan.otherFolders
        return try folders.keys.sorted().filter { name in
            guard name[...] != jobs, let files = folders[name],
                let tree = try source.repository.folder(at: name, of: next)
            else { return false }
            let live = "\(layout.webRoot)/\(name)"
            // A file that became a folder is a matter of single files.
            guard Folder.exists(live) || !AtomicFile.exists(live) else { return false }
            let staged = "\(folder)/new/\(name)"
            guard try StagedFolder(path: staged, source: source).take(tree, over: live, files) else { return false }
            try activation.replace(live, with: staged)
            return true
        }
    }

    private func old(_ path: String) -> String { "\(folder)/old/\(path)" }

    private func place(_ job: JobFolderName) -> String { "\(folder)/\(job)" }

    private func prepare(_ file: TreeDifference, removing files: [TreeDifference], _ activation: inout Activation)
        throws
    {
        guard let new = file.new else { return }
        let live = "\(layout.webRoot)/\(file.path)"
        let staged = "\(folder)/new/\(file.path)"
        var stagedFile = SiteFile(source: source, root: "\(folder)/new")
        try stagedFile.write(new, at: file.path)
        if Folder.exists(live), !SymbolicLink.exists(live) {
            // All that was deployed in it has gone; what else is there was kept as edits.
            if !(try Folder.names(in: live)).isEmpty { try activation.remove(live, to: "\(old(file.path)).folder") }
            return try activation.add(live, from: staged)
        }
        try clearWay(to: file.path, removing: files, &activation)
        try activation.replace(live, with: staged)
    }

    /// A file that stands where one of the folders above must be goes.
    private func clearWay(to path: String, removing files: [TreeDifference], _ activation: inout Activation) throws {
        var above = ""
        for part in path.split(separator: "/").dropLast() {
            above += above.isEmpty ? String(part) : "/\(part)"
            let live = "\(layout.webRoot)/\(above)"
            guard AtomicFile.exists(live), !Folder.exists(live) else { continue }
            let isGoing = files.contains { $0.path == above && $0.new == nil }
            let isPlanned = activation.steps.contains { $0.live == live }
            if !isGoing, !isPlanned { try activation.remove(live, to: old(above)) }
            return
        }
    }

    /// Removes the folders that are empty without the files that went.
    func removeEmptyFolders(_ plan: SitePlan) {
        for file in plan.otherFiles where file.new == nil {
            var parts = file.path.split(separator: "/").dropLast()
            while !parts.isEmpty, rmdir("\(layout.webRoot)/\(parts.joined(separator: "/"))") == 0 { parts.removeLast() }
        }
    }

    // MARK: jobs

    private func prepare(_ step: SitePlan.JobStep, _ activation: inout Activation) throws {
        let live = "\(layout.jobsRoot)/\(step.folder)"
        let staged = place(step.folder)
        try Folder.create(staged.pathAbove)
        try Folder.create("\(layout.jobsRoot)/\(step.folder.type.rawValue)")
        let new = StagedFolder(path: staged, source: source)
        switch step.kind {
        case .removal:
            return try activation.remove(live, to: staged)
        case .change:
            if try step.tree.map({ try new.take($0, over: live, step.differences) }) != true {
                try new.clone(live, before: step.differences)
                try new.apply(step.differences)
            }
        case .rewrite:
            if try step.tree.map(new.take) != true {
                try Folder.create(staged)
                try new.apply(step.differences)
            }
        }
        if step.kind == .rewrite { try keepStopMarks(live, staged) }
        try activation.replace(live, with: staged)
    }

    /// Keeps what was written beside the deployed files since they were staged; of use before and after an undo alike.
    ///
    /// Returns what it saw, by the folder, to be given to the next call as known.
    @discardableResult
    func carryLateFiles(_ plan: SitePlan, known: [String: Set<String>] = [:]) -> [String: Set<String>] {
        var seen: [String: Set<String>] = [:]
        func carry(_ differences: [TreeDifference], from old: String, to live: String) {
            let late = LateFiles(deployed: Set(differences.map(\.path)))
            seen[live] = late.carry(from: old, to: live, known: known[live] ?? [])
        }
        for step in plan.steps where step.kind == .change {
            carry(step.differences, from: place(step.folder), to: "\(layout.jobsRoot)/\(step.folder)")
        }
        // Of a folder that did not change places as a whole, nothing else is there.
        for (name, files) in plan.otherFolders {
            carry(files, from: "\(folder)/new/\(name)", to: "\(layout.webRoot)/\(name)")
        }
        return seen
    }

    /// Where the files are, once places were changed, that were live before.
    var replaced: EditedFiles.Places {
        let (folder, old) = (folder, old)
        return EditedFiles.Places(
            job: place,
            file: { file in
                let gone = old(file.path)
                if file.new == nil { return gone }
                return Folder.exists("\(gone).folder") ? "\(gone).folder" : "\(folder)/new/\(file.path)"
            }
        )
    }

    /// A job that somebody stopped stays stopped.
    private func keepStopMarks(_ live: String, _ staged: String) throws {
        for mark in try LiveFolder(path: live, clock: clock).stopMarks() {
            let folder = mark.split(separator: "/").dropLast().joined(separator: "/")
            guard Folder.exists("\(staged)/\(folder)") else { continue }
            try AtomicFile.write([], to: "\(staged)/\(mark)")
        }
    }
}
