import Glibc

/// Reads and makes symbolic links.
package enum SymbolicLink {
    /// Where a link leads, as it is written in it.
    package static func target(of path: String) throws(SystemError) -> [UInt8] {
        let limit = Int(PATH_MAX)
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, length in
            buffer.withMemoryRebound(to: CChar.self) { text in
                count = text.baseAddress.map { readlink(path, $0, limit) } ?? -1
            }
            length = max(0, count)
        }
        guard count >= 0 else { throw SystemError(call: "readlink", path: path, code: errno) }
        return bytes
    }

    package static func exists(_ path: String) -> Bool {
        var information = stat()
        return lstat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFLNK
    }

    /// Makes a link; the path must be free.
    package static func create(_ path: String, to target: [UInt8]) throws(SystemError) {
        // Its bytes need not be text.
        let text = target.map { CChar(bitPattern: $0) } + [0]
        try check("symlink", path: path) { symlink(text, path) }
    }
}
