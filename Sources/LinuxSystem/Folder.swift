import CLinux
import Glibc

/// Makes, lists, swaps and removes folders.
package enum Folder {
    /// Makes a folder and those above it; one that exists is fine.
    package static func create(_ path: String, mode: UInt32 = 0o755) throws(SystemError) {
        if mkdir(path, mode) == 0 { return }
        let code = errno
        switch code {
        case EEXIST:
            guard exists(path) else { throw SystemError(call: "mkdir", path: path, code: ENOTDIR) }
        case ENOENT:
            guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
                throw SystemError(call: "mkdir", path: path, code: code)
            }
            try create(String(path[..<slash]), mode: mode)
            guard mkdir(path, mode) == 0 || errno == EEXIST else {
                throw SystemError(call: "mkdir", path: path, code: errno)
            }
        default:
            throw SystemError(call: "mkdir", path: path, code: code)
        }
    }

    /// The names in a folder, in byte order; empty when there is no such folder.
    package static func names(in path: String) throws(SystemError) -> [String] {
        let names = try names(in: path) { String(decoding: $0, as: UTF8.self) }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// All entries, also those whose names are no text and by which no path leads to them.
    package static func entries(in path: String) throws(SystemError) -> [EntryName] {
        let names = try names(in: path) { EntryName($0) }
        return names.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    /// What `take` makes of the bytes of each name, in no order: for folders with very many entries, of which most
    /// names need not become texts.
    package static func names<Value>(
        in path: String,
        _ take: (UnsafeRawBufferPointer) -> Value?
    ) throws(SystemError) -> [Value] {
        let number = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else {
            let failure = SystemError(call: "open", path: path, code: errno)
            if failure.isMissing { return [] }
            throw failure
        }
        var values: [Value] = []
        try FolderStream(owning: number, path).forEach { name in
            if let value = take(UnsafeRawBufferPointer(name)) { values.append(value) }
        }
        return values
    }

    package static func exists(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether a path is that of a device, and no link to one.
    package static func isDevice(_ path: String) -> Bool {
        var information = stat()
        guard lstat(path, &information) == 0 else { return false }
        return [S_IFCHR, S_IFBLK].contains(information.st_mode & S_IFMT)
    }

    /// Swaps two folders in one step: nobody ever sees neither or both.
    package static func exchange(_ first: String, _ second: String) throws(SystemError) {
        try check("renameat2", path: second) { nyala_exchange(first, second) }
    }

    /// Moves to a name that must be free.
    package static func move(_ from: String, toNew to: String) throws(SystemError) {
        try check("renameat2", path: to) { nyala_rename_new(from, to) }
    }

    /// Removes a file or a whole tree; what is already gone is fine.
    ///
    /// Links are removed, not followed; folders that may not be written to are opened up first.
    package static func removeTree(_ path: String) throws(SystemError) {
        if unlink(path) == 0 { return }
        switch errno {
        case ENOENT, ENOTDIR: return
        case EISDIR, EPERM: break
        default: throw SystemError(call: "unlink", path: path, code: errno)
        }
        try removeContents(AT_FDCWD, Array(path.utf8CString), path)
        guard rmdir(path) == 0 || errno == ENOENT else { throw SystemError(call: "rmdir", path: path, code: errno) }
    }

    /// By the bytes of the names, which need not be text.
    static func removeContents(_ parent: Int32, _ name: [CChar], _ path: String) throws(SystemError) {
        try TreeRemoval.removeContents(parent, name, path)
    }
}
