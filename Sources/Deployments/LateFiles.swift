import Glibc
import JobModel
import LinuxSystem

/// Carries over what somebody wrote into a job's folder while its next one was prepared: files that are not the
/// deployment's business, and that the exchange would have taken away.
///
/// They get a second name, so that the folder they were written to is whole should the deployment be undone.
struct LateFiles {
    /// Paths that the deployment changes, below the folder.
    let deployed: Set<String>

    /// `old` is where the folder is now that was live, `live` the one in its place.
    ///
    /// Returns the paths of what is in the old one. Of those in `known` only what was saved since is carried: what is not
    /// in the live folder any more was taken away there.
    @discardableResult
    func carry(from old: String, to live: String, known: Set<String> = []) -> Set<String> {
        var seen: Set<String> = []
        carry(old, live, below: "", known, &seen)
        return seen
    }

    private func carry(
        _ old: String,
        _ live: String,
        below inner: String,
        _ known: Set<String>,
        _ seen: inout Set<String>
    ) {
        // Without a folder there is nothing to carry.
        for name in (try? Folder.names(in: inner.isEmpty ? old : "\(old)/\(inner)")) ?? [] {
            let path = inner.isEmpty ? name : "\(inner)/\(name)"
            guard !deployed.contains(path) else { continue }
            var information = stat()
            guard lstat("\(old)/\(path)", &information) == 0 else { continue }
            switch information.st_mode & S_IFMT {
            case S_IFDIR:
                carry(old, live, below: path, known, &seen)
            case S_IFREG, S_IFLNK:
                seen.insert(path)
                place(path, information, old, live, isKnown: known.contains(path))
            default: break
            }
        }
    }

    private func place(_ path: String, _ information: stat, _ old: String, _ live: String, isKnown: Bool) {
        let (from, to) = ("\(old)/\(path)", "\(live)/\(path)")
        var there = stat()
        guard lstat(to, &there) == 0 else {
            if isKnown { return }
            let folder = to.pathAbove
            // What stands in the way is the deployment's.
            guard (try? Folder.create(folder)) != nil else { return }
            link(from, to)
            return
        }
        // Saved once more meanwhile, under the same name.
        guard there.st_ino != information.st_ino, Self.isLater(information.st_mtim, there.st_mtim) else { return }
        let temporary = "\(to).nyala-late"
        if link(from, temporary) == 0, rename(temporary, to) != 0 { unlink(temporary) }
    }

    private static func isLater(_ left: timespec, _ right: timespec) -> Bool {
        (left.tv_sec, left.tv_nsec) > (right.tv_sec, right.tv_nsec)
    }
}
