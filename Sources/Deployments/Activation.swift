import Glibc
import JobModel
import LinuxSystem

/// Makes a deployment live: everything is prepared first, then folders and files change places one by one, each in one
/// step that needs no space.
///
/// Until ``commit()`` all of it can be undone: the old ones are where the new ones were. When the host is killed before
/// that, the journal lets the next start undo it.
struct Activation {
    typealias Step = ActivationJournal.Step

    let journal: ActivationJournal
    private(set) var steps: [Step] = []

    init(deploymentFolder: String) {
        journal = ActivationJournal(deploymentFolder: deploymentFolder)
    }

    /// Plans to put what is prepared in the place of what is live.
    mutating func replace(_ live: String, with staged: String) throws(SystemError) {
        guard let replaced = try? Self.inode(live) else { return try add(live, from: staged) }
        let inode = try Self.inode(staged)
        steps.append(Step(kind: .exchange, live: live, staged: staged, inode: inode, replaced: replaced))
    }

    /// Plans to put what is prepared where nothing will be.
    mutating func add(_ live: String, from staged: String) throws(SystemError) {
        let inode = try Self.inode(staged)
        steps.append(Step(kind: .add, live: live, staged: staged, inode: inode, made: Self.missing(above: live)))
    }

    /// Plans to move what is live away.
    mutating func remove(_ live: String, to staged: String) throws(SystemError) {
        guard Self.isThere(live) else { return }
        steps.append(Step(kind: .remove, live: live, staged: staged, inode: try Self.inode(live)))
    }

    /// Writes down what is about to happen, then takes all steps; undoes them when one fails.
    func perform() throws(SystemError) {
        try journal.write(steps)
        var done: [Step] = []
        do throws(SystemError) {
            for step in steps {
                try Self.take(step)
                done.append(step)
            }
        } catch {
            Self.undo(done)
            journal.remove()
            throw error
        }
    }

    /// Ends the activation: nothing will be undone any more.
    func commit() {
        journal.remove()
    }

    /// Takes back everything.
    func undo() {
        Self.undo(steps)
        journal.remove()
    }

    /// Undoes what was done of these steps, last one first.
    static func undo(_ steps: [Step]) {
        for step in steps.reversed() {
            // What cannot be put back stays as it was deployed.
            guard wasDone(step) else { continue }
            switch step.kind {
            case .exchange where isThere(step.live):
                try? Folder.exchange(step.staged, step.live)
            case .add:
                try? Folder.move(step.live, toNew: step.staged)
                removeMadeFolders(step)
            case .exchange, .remove:
                try? makeRoom(for: step.live)
                if (try? Folder.move(step.staged, toNew: step.live)) == nil {
                    // Somebody made something else there since: it goes to where the old one was.
                    try? Folder.exchange(step.staged, step.live)
                }
            }
        }
    }

    /// Removes the folders that were made for what was added, as far as nobody put anything into them.
    private static func removeMadeFolders(_ step: Step) {
        guard let made = step.made else { return }
        var folder = step.live.pathAbove
        while folder == made || folder.hasPrefix("\(made)/"), rmdir(folder) == 0 { folder = folder.pathAbove }
    }

    /// The uppermost of the folders above a path that is not there; `nil` when all are.
    private static func missing(above path: String) -> String? {
        var missing: String?
        var folder = path.pathAbove
        while !folder.isEmpty, !Folder.exists(folder) { (missing, folder) = (folder, folder.pathAbove) }
        return missing
    }

    /// Whether a step was done and not undone.
    ///
    /// What lies where nobody but the deployment comes tells most: in the place of what became live, somebody may have
    /// saved a file of their own meanwhile, which goes with it and is kept as an edit.
    private static func wasDone(_ step: Step) -> Bool {
        switch step.kind {
        case .exchange:
            (try? inode(step.live)) == step.inode || step.replaced != nil && (try? inode(step.staged)) == step.replaced
        case .add:
            // With the folder that it was prepared in gone, the deployment is long over.
            (try? inode(step.live)) == step.inode || !isThere(step.staged) && isThere(step.staged.pathAbove)
        case .remove: (try? inode(step.staged)) == step.inode
        }
    }

    private static func take(_ step: Step) throws(SystemError) {
        switch step.kind {
        case .exchange:
            try Folder.exchange(step.staged, step.live)
        case .add:
            try makeRoom(for: step.live)
            try Folder.move(step.staged, toNew: step.live)
        case .remove:
            try Folder.create(step.staged.pathAbove)
            try Folder.move(step.live, toNew: step.staged)
        }
    }

    /// Makes the folders above a path; an empty folder in its place, whose files all went, goes.
    private static func makeRoom(for path: String) throws(SystemError) {
        rmdir(path)
        try Folder.create(path.pathAbove)
    }

    private static func isThere(_ path: String) -> Bool {
        (try? inode(path)) != nil
    }

    private static func inode(_ path: String) throws(SystemError) -> UInt64 {
        var information = stat()
        try check("lstat", path: path) { lstat(path, &information) }
        return UInt64(information.st_ino)
    }
}
