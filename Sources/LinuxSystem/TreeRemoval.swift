import CLinux
import Glibc

/// Takes a folder apart, however deep somebody has made it: what lies very deep is moved up first.
struct TreeRemoval {
    /// Folders that are open below each other at a time.
    static let maximumDepth = 64
    /// Names tried for what is moved up, of which somebody may have taken some.
    private static let maximumNames = 1000

    private let top: Int32
    private let path: String
    /// Folders that were moved to the top.
    private var movedCount = 0
    private var nextName = 0

    /// Empties a folder; links are removed, not followed, and folders that may not be written to are opened up first.
    static func removeContents(_ parent: Int32, _ name: [CChar], _ path: String) throws(SystemError) {
        guard let number = try open(parent, name, path) else { return }
        defer { close(number) }
        var removal = TreeRemoval(top: number, path: path)
        var before: Int
        repeat {
            before = removal.movedCount
            // A stream takes its descriptor with it.
            guard let again = try open(number, [46, 0], path) else { return }
            try removal.removeEntries(of: again, path, depth: 0)
        } while removal.movedCount > before
    }

    private init(top: Int32, path: String) {
        self.top = top
        self.path = path
    }

    /// `nil` when it has gone.
    private static func open(_ parent: Int32, _ name: [CChar], _ path: String) throws(SystemError) -> Int32? {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        var number = openat(parent, name, flags)
        if number < 0, errno == EACCES, fchmodat(parent, name, 0o700, 0) == 0 { number = openat(parent, name, flags) }
        if number >= 0 { return number }
        if errno == ENOENT { return nil }
        throw SystemError(call: "open", path: path, code: errno)
    }

    /// Closes the folder.
    private mutating func removeEntries(of folder: Int32, _ path: String, depth: Int) throws(SystemError) {
        try FolderStream(owning: folder, path).forEach { (name) throws(SystemError) in
            try removeEntry(folder, Array(name) + [0], path, depth: depth)
        }
    }

    private mutating func removeEntry(
        _ folder: Int32,
        _ name: [CChar],
        _ path: String,
        depth: Int
    ) throws(SystemError) {
        if unlinkat(folder, name, 0) == 0 || errno == ENOENT { return }
        if errno == EACCES, fchmod(folder, 0o700) == 0, unlinkat(folder, name, 0) == 0 { return }
        guard errno == EISDIR || errno == EPERM else {
            throw SystemError(call: "unlink", path: "\(path)/\(Self.shown(name))", code: errno)
        }
        // Mostly it is empty or small; a deep one goes to the top, and its turn comes there.
        if unlinkat(folder, name, AT_REMOVEDIR) == 0 { return }
        if depth >= Self.maximumDepth { return try moveUp(folder, name) }
        if let inner = try Self.open(folder, name, path) {
            // Not longer with each step: it may be very deep.
            try removeEntries(of: inner, depth == 0 ? "\(path)/\(Self.shown(name))" : path, depth: depth + 1)
        }
        if unlinkat(folder, name, AT_REMOVEDIR) == 0 || errno == ENOENT { return }
        if errno == EACCES, fchmod(folder, 0o700) == 0, unlinkat(folder, name, AT_REMOVEDIR) == 0 { return }
        throw SystemError(call: "rmdir", path: "\(path)/\(Self.shown(name))", code: errno)
    }

    private mutating func moveUp(_ folder: Int32, _ name: [CChar]) throws(SystemError) {
        for _ in 0..<Self.maximumNames {
            let target = Array("nyala-deep-\(nextName)".utf8CString)
            nextName += 1
            if nyala_rename_at(folder, name, top, target, 1) == 0 {
                movedCount += 1
                return
            }
            if errno == EACCES, fchmodat(folder, name, 0o700, 0) == 0, fchmod(folder, 0o700) == 0,
                nyala_rename_at(folder, name, top, target, 1) == 0
            {
                movedCount += 1
                return
            }
            guard errno == EEXIST else { break }
        }
        throw SystemError(call: "rename", path: path, code: errno)
    }

    private static func shown(_ name: [CChar]) -> String {
        String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
