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
            return
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
        guard let stream = opendir(path) else {
            let failure = SystemError(call: "opendir", path: path, code: errno)
            if failure.isMissing { return [] }
            throw failure
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    package static func exists(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
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
    /// Links are removed, not followed.
    package static func removeTree(_ path: String) throws(SystemError) {
        if unlink(path) == 0 { return }
        switch errno {
        case ENOENT, ENOTDIR: return
        case EISDIR, EPERM: break
        default: throw SystemError(call: "unlink", path: path, code: errno)
        }
        for name in try names(in: path) { try removeTree("\(path)/\(name)") }
        guard rmdir(path) == 0 || errno == ENOENT else { throw SystemError(call: "rmdir", path: path, code: errno) }
    }
}
