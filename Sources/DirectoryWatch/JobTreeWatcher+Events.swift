import Glibc
import JobModel
import LinuxSystem

/// What each event of the kernel means.
extension JobTreeWatcher {
    func take(_ event: Inotify.Event) {
        if event.mask.contains(.overflow) {
            mustRebuild = true
            return
        }
        guard let place = watched[event.watch] else { return }
        if event.mask.contains(.watchEnded) { return watched.remove(event.watch) }
        switch place {
        case .ancestor(let path, let child): takeAbove(event, path, child)
        case .type(let type): takeJob(event, type)
        case .job(let folder, let path): takeInside(event, folder, path)
        }
    }

    /// A folder above the jobs came, went or was replaced: watch everything anew.
    private func takeAbove(_ event: Inotify.Event, _ path: String, _ child: String) {
        let full = "\(path)/\(event.name)"
        if files.contains(full) {
            if !event.mask.contains(.created) { changedFiles.insert(full) }
            return
        }
        let isOfInterest =
            child.isEmpty ? JobType(rawValue: event.name) != nil || event.name.isEmpty : event.name == child
        if isOfInterest { mustRebuild = true }
    }

    /// A job's folder came, went or was exchanged.
    private func takeJob(_ event: Inotify.Event, _ typeName: String) {
        guard !event.name.isEmpty, let type = JobType(rawValue: typeName) else { return }
        let folder = JobFolder(type: type, name: event.name)
        let isKnown = watched.contains(folder)
        // A plain file beside the jobs is none.
        guard event.mask.contains(.isFolder) || isKnown else { return }
        unwatch(folder)
        watchAgain(folder, "")
        if event.mask.contains(.created) {
            note(.madeFolder(""), of: folder)
        } else {
            // Renamed, exchanged or removed: complete in one step.
            immediate.insert(folder)
        }
    }

    private func takeInside(_ event: Inotify.Event, _ folder: JobFolder, _ path: String) {
        let mask = event.mask
        // About the folder itself; its parent is told as well.
        guard !event.name.isEmpty else { return }
        let inner = path.isEmpty ? event.name : "\(path)/\(event.name)"
        let isFolder = mask.contains(.isFolder)
        guard !isIgnored(inner, isFolder: isFolder, folder) else { return }
        if isFolder { return takeFolder(mask, folder, inner) }
        if mask.contains(.created) {
            note(isBeingWritten(folder, inner) ? .created(inner) : .other(inner), of: folder)
        } else if mask.contains(.closedAfterWriting) {
            note(.closed(inner), of: folder)
        } else if mask.contains(.modified) {
            note(.written(inner), of: folder)
        } else if !mask.isDisjoint(with: [.removed, .movedAway]) {
            note(.removed(inner), of: folder)
        } else {
            note(.other(inner), of: folder)
        }
    }

    private func takeFolder(_ mask: Inotify.Mask, _ folder: JobFolder, _ path: String) {
        if !mask.isDisjoint(with: [.removed, .movedAway]) { unwatch(folder, path) }
        if !mask.isDisjoint(with: [.created, .movedHere]) {
            unwatch(folder, path)
            watchAgain(folder, path)
        }
        note(mask.contains(.created) ? .madeFolder(path) : .other(path), of: folder)
    }

    private func watchAgain(_ folder: JobFolder, _ path: String) {
        do throws(SystemError) {
            try watch(folder, path)
        } catch {
            poll(because: error)
        }
    }

    /// A new file that is no link and no second name of another is being written by whoever made it.
    private func isBeingWritten(_ folder: JobFolder, _ path: String) -> Bool {
        var information = stat()
        guard lstat("\(root)/\(folder)/\(path)", &information) == 0 else { return false }
        return information.st_mode & S_IFMT == S_IFREG && information.st_nlink == 1
    }
}
