import Glibc
package import LinuxSystem

/// Tells when a file has come to lie, complete, in a folder: it was closed after writing, or moved there; and when it has
/// left.
///
/// Folders are not entered. It belongs to one ``SystemLoop`` and calls `onReport` there.
package final class ArrivalWatcher {
    package enum Report: Sendable, Hashable {
        case file(folder: String, name: String)
        /// It was removed, or moved away.
        case fileGone(folder: String, name: String)
        /// Anything may have come: the kernel's queue was too short.
        case anything(folder: String)
        /// The folder was removed or moved, and is not watched any more.
        case folderGone(String)
    }

    private let inotify: Inotify
    private let loop: SystemLoop
    private let onReport: (Report) -> Void
    private var queueWatch: SystemLoop.WatchID?
    /// By the kernel's number of the watch, of which a folder has one, however many names lead to it.
    private var folders: [Int32: Set<String>] = [:]

    package init(loop: SystemLoop, onReport: @escaping (Report) -> Void) throws(SystemError) {
        inotify = try Inotify()
        self.loop = loop
        self.onReport = onReport
        queueWatch = try loop.watch(inotify.number) { [weak self] _ in self?.read() }
    }

    /// Reports nothing more; to be called before it is let go.
    package func stop() {
        if let queueWatch { loop.unwatch(queueWatch) }
        queueWatch = nil
    }

    /// Watches a folder; one that is watched already stays so.
    ///
    /// A folder that is not there is `ENOENT`, too many watches are `ENOSPC`.
    package func watch(_ folder: String) throws(SystemError) {
        guard !folders.values.contains(where: { $0.contains(folder) }) else { return }
        let mask: Inotify.Mask = [
            .closedAfterWriting, .movedHere, .movedAway, .removed, .folderRemoved, .folderMoved,
        ]
        folders[try inotify.add(Self.resolved(folder), mask), default: []].insert(folder)
    }

    /// Where a link leads is what is meant.
    private static func resolved(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    package func unwatch(_ folder: String) {
        for watch in folders.keys where folders[watch]?.remove(folder) != nil {
            guard folders[watch]?.isEmpty == true else { continue }
            folders[watch] = nil
            inotify.remove(watch)
        }
    }

    func read() {
        // Where the queue cannot be read, the periodic look at the folders finds what came.
        while let (events, isAll) = try? inotify.read() {
            for event in events { take(event) }
            if isAll { break }
        }
    }

    private func take(_ event: Inotify.Event) {
        if event.mask.contains(.overflow) {
            for folder in folders.values.flatMap(\.self).sorted() { onReport(.anything(folder: folder)) }
            return
        }
        guard let names = folders[event.watch] else { return }
        for folder in names.sorted() {
            if !event.mask.isDisjoint(with: [.folderRemoved, .folderMoved, .watchEnded]) {
                unwatch(folder)
                onReport(.folderGone(folder))
            } else if !event.name.isEmpty, !event.mask.contains(.isFolder) {
                let isGone = !event.mask.isDisjoint(with: [.movedAway, .removed])
                onReport(
                    isGone ? .fileGone(folder: folder, name: event.name) : .file(folder: folder, name: event.name)
                )
            }
        }
    }
}
