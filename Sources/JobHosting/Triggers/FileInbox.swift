import Glibc
import JobModel
import LinuxSystem

/// A file that came to lie in a watched folder, in the state in which it was seen.
struct ArrivedFile: Sendable, Hashable {
    let path: String
    let stamp: Stamp

    /// What changes when a file is written again or replaced.
    struct Stamp: Sendable, Hashable {
        let inode: UInt64
        let size: Int64
        /// Nanoseconds since 1970.
        let modified: Int64
    }

    init(path: String, stamp: Stamp) {
        self.path = path
        self.stamp = stamp
    }

    /// The file as it is now; `nil` when there is none, or when it is no plain file.
    init?(at path: String) {
        var information = stat()
        guard lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
        let (seconds, rest) = (Int64(information.st_mtim.tv_sec), Int64(information.st_mtim.tv_nsec))
        self.init(
            path: path,
            stamp: Stamp(
                inode: UInt64(information.st_ino),
                size: Int64(information.st_size),
                modified: seconds &* 1_000_000_000 &+ rest
            )
        )
    }
}

/// Which files of a job's watched folders still need a run: those that were never given to one in their present state.
struct FileInbox {
    /// Files that may wait; those beyond are found again when a folder is looked at.
    static let maximumWaiting = 100_000

    /// In the order in which they came.
    private var waiting: [ArrivedFile] = []
    private var waitingPaths: Set<String> = []
    /// Given to a run, and still there.
    private(set) var given: [String: ArrivedFile.Stamp]

    init(given: [String: ArrivedFile.Stamp] = [:]) {
        self.given = given
    }

    var isEmpty: Bool { waiting.isEmpty }
    var count: Int { waiting.count }

    mutating func take(_ file: ArrivedFile) {
        guard given[file.path] != file.stamp, waiting.count < Self.maximumWaiting else { return }
        if waitingPaths.insert(file.path).inserted {
            waiting.append(file)
        } else if let place = waiting.firstIndex(where: { $0.path == file.path }) {
            waiting[place] = file
        }
    }

    /// The file whose turn it is.
    mutating func next() -> ArrivedFile? {
        guard !waiting.isEmpty else { return nil }
        let file = waiting.removeFirst()
        waitingPaths.remove(file.path)
        return file
    }

    /// Its run could not begin: it stays the next.
    mutating func putBack(_ file: ArrivedFile) {
        if waitingPaths.insert(file.path).inserted { waiting.insert(file, at: 0) }
    }

    mutating func wasGiven(_ file: ArrivedFile) {
        given[file.path] = file.stamp
    }

    /// It has left: should it come back, it comes anew, even as the same file.
    ///
    /// Whether a run was given it before.
    mutating func forget(_ path: String) -> Bool {
        given.removeValue(forKey: path) != nil
    }

    /// Those of a folder that were given to runs and that a look at it did not find.
    func given(in folder: String, without found: Set<String>) -> [String] {
        let prefix = "\(folder)/"
        return given.keys.filter {
            $0.hasPrefix(prefix) && !$0.dropFirst(prefix.count).contains("/") && !found.contains($0)
        }
    }
}
