import GitHosting
import Glibc
import JobModel
import LinuxSystem

/// Makes a deployment live: prepares every folder first, then exchanges them one by one, each in one step.
///
/// When a step fails, those before it are undone, so the site is what it was. When the host is killed in the middle, the
/// journal lets the next start undo them.
struct Activation {
    typealias Step = ActivationJournal.Step

    let journal: ActivationJournal
    private(set) var steps: [Step] = []

    init(deploymentFolder: String) {
        journal = ActivationJournal(deploymentFolder: deploymentFolder)
    }

    /// Plans to put a prepared folder in the place of the live one.
    mutating func replace(_ live: String, with staged: String) throws(SystemError) {
        let kind: Step.Kind = AtomicFile.exists(live) ? .exchange : .add
        steps.append(Step(kind: kind, live: live, staged: staged, inode: try Self.inode(staged)))
    }

    /// Plans to move the live folder away.
    mutating func remove(_ live: String, to staged: String) throws(SystemError) {
        guard AtomicFile.exists(live) else { return }
        steps.append(Step(kind: .remove, live: live, staged: staged, inode: try Self.inode(live)))
    }

    /// Takes all steps, with `others` (the site's plain files) before them; undoes them when one fails.
    func perform(from site: TreeID?, to next: TreeID?, others: () throws -> Void) throws {
        try journal.write(steps, site: site, next: next)
        var done: [Step] = []
        do {
            try others()
            for step in steps {
                try Self.take(step)
                done.append(step)
            }
        } catch {
            Self.undo(done)
            throw error
        }
    }

    /// Ends the activation: nothing will be undone any more.
    func commit() {
        journal.remove()
    }

    /// Undoes what was done of these steps, last one first.
    static func undo(_ steps: [Step]) {
        for step in steps.reversed() {
            // What cannot be put back stays as deployed; the next deployment compares and writes it again.
            switch step.kind {
            case .exchange where (try? inode(step.live)) == step.inode:
                try? Folder.exchange(step.staged, step.live)
            case .add where (try? inode(step.live)) == step.inode:
                try? Folder.move(step.live, toNew: step.staged)
            case .remove where (try? inode(step.staged)) == step.inode:
                try? Folder.move(step.staged, toNew: step.live)
            case .exchange, .add, .remove:
                break
            }
        }
    }

    private static func take(_ step: Step) throws(SystemError) {
        switch step.kind {
        case .exchange: try Folder.exchange(step.staged, step.live)
        case .add: try Folder.move(step.staged, toNew: step.live)
        case .remove: try Folder.move(step.live, toNew: step.staged)
        }
    }

    private static func inode(_ path: String) throws(SystemError) -> UInt64 {
        var information = stat()
        try check("lstat", path: path) { lstat(path, &information) }
        return UInt64(information.st_ino)
    }
}
