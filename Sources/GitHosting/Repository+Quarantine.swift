import Glibc
import LinuxSystem

extension Repository {
    /// Gives the objects of a push a second name in the repository, so that they stay whatever becomes of the push.
    ///
    /// In git's own order: a pack is complete before its index makes it known. Objects that no reference reaches go with
    /// the next `git gc`.
    package func adopt(quarantine: String) throws(GitError) {
        do throws(SystemError) {
            for name in try Folder.names(in: quarantine) where name != "pack" && name.utf8.count == 2 {
                try adopt(
                    Folder.names(in: "\(quarantine)/\(name)"),
                    from: "\(quarantine)/\(name)",
                    to: "objects/\(name)"
                )
            }
            let packs = try Folder.names(in: "\(quarantine)/pack").filter { !$0.hasSuffix(".lock") }
            let indexes = packs.filter { $0.hasSuffix(".idx") }
            let others = packs.filter { !$0.hasSuffix(".idx") }
            try adopt(others + indexes, from: "\(quarantine)/pack", to: "objects/pack")
        } catch {
            throw .system(error)
        }
    }

    private func adopt(_ names: [String], from folder: String, to inner: String) throws(SystemError) {
        let target = "\(path)/\(inner)"
        try Folder.create(target)
        for name in names {
            guard link("\(folder)/\(name)", "\(target)/\(name)") != 0, errno != EEXIST else { continue }
            throw SystemError(call: "link", path: "\(target)/\(name)", code: errno)
        }
    }
}
