import Glibc

/// Opens files where jobs can make names as well: never through a link at the end of the path, never a pipe or a device,
/// and for a host that runs as root nothing that has a second name, which may be somebody else's.
package enum PlainFile {
    /// What is no plain file throws; nobody waits for a writer of a pipe.
    package static func open(
        _ path: String,
        _ flags: Int32 = O_RDONLY,
        mode: UInt32 = 0o644
    ) throws(SystemError) -> Descriptor {
        let file = try Descriptor.open(path, flags | O_NOFOLLOW | O_NONBLOCK, mode: mode)
        return try checked(file, path)
    }

    /// The same in an open folder, by a name in it.
    package static func open(
        _ name: String,
        in folder: OpenFolder,
        _ flags: Int32 = O_RDONLY
    ) throws(SystemError) -> Descriptor {
        let file = try folder.open(Array(name.utf8), flags | O_NOFOLLOW | O_NONBLOCK, links: .refused)
        return try checked(file, name)
    }

    /// For writing what is the host's own; what else lies at the path gives way.
    package static func openOwn(_ path: String, _ flags: Int32) throws(SystemError) -> Descriptor {
        do throws(SystemError) {
            return try open(path, flags)
        } catch {
            guard isFoul(error) else { throw error }
            try Folder.removeTree(path)
            return try open(path, flags | O_EXCL)
        }
    }

    /// The bytes of a plain file; `nil` when there is none, or something else.
    ///
    /// One that is larger than the limit (bytes) throws `EFBIG`.
    package static func read(_ path: String, limit: Int = 64 * 1024 * 1024) throws(SystemError) -> [UInt8]? {
        let file: Descriptor
        do throws(SystemError) {
            file = try open(path)
        } catch {
            guard error.isMissing || isFoul(error) else { throw error }
            return nil
        }
        return try FileContents.read(file, path, limit: limit)
    }

    package static func text(_ path: String) throws(SystemError) -> String? {
        try read(path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether there is something at the path that is no plain file.
    private static func isFoul(_ error: SystemError) -> Bool {
        [ELOOP, ENXIO, EISDIR, EINVAL].contains(error.code)
    }

    private static func checked(_ file: consuming Descriptor, _ path: String) throws(SystemError) -> Descriptor {
        var information = stat()
        let number = file.number
        try check("fstat", path: path) { fstat(number, &information) }
        let hasOneName = information.st_nlink <= 1 || geteuid() != 0
        guard information.st_mode & S_IFMT == S_IFREG, hasOneName else {
            throw SystemError(call: "open", path: path, code: EINVAL)
        }
        return file
    }
}
