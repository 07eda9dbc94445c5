import Glibc

/// A file of accounts or tokens: read whole, replaced whole, for nobody but its owner.
struct PrivateFile: Sendable {
    static let maximumSize = 1024 * 1024
    /// Bytes read at a time.
    private static let pieceSize = 16 * 1024

    let path: String

    /// `nil` when there is no file.
    func version() throws(AccountsError) -> FileVersion? {
        var information = stat()
        if stat(path, &information) == 0 { return FileVersion(information) }
        let code = errno
        if code == ENOENT { return nil }
        throw .file(call: "stat", path: path, code: code)
    }

    /// The bytes and the version they are of; `nil` when there is no file.
    func read() throws(AccountsError) -> (bytes: [UInt8], version: FileVersion)? {
        let file: OpenFile
        do {
            // A pipe in its place must not make anybody wait.
            file = try OpenFile(path, O_RDONLY | O_NONBLOCK)
        } catch {
            if case .file(_, _, ENOENT) = error { return nil }
            throw error
        }
        var information = stat()
        let number = file.number
        try check("fstat") { fstat(number, &information) }
        let kind = information.st_mode & S_IFMT
        guard kind == S_IFREG || kind == S_IFDIR else { throw .broken(path: path, reason: "it is no file") }
        let limit = Self.maximumSize
        guard information.st_size <= limit else {
            throw .broken(path: path, reason: "it has more than \(limit) bytes")
        }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: Self.pieceSize)
        while true {
            let count = try check("read") { Glibc.read(number, &piece, Self.pieceSize) }
            if count == 0 { break }
            bytes.append(contentsOf: piece[..<count])
            guard bytes.count <= limit else { throw .broken(path: path, reason: "it has more than \(limit) bytes") }
        }
        return (bytes, FileVersion(information))
    }

    /// Runs a change while no other process makes one; readers never wait.
    func exclusively<Result>(_ change: () throws(AccountsError) -> Result) throws(AccountsError) -> Result {
        // The folder is locked, not the file: each change puts another file in the place of the old one.
        let folder = try OpenFile(folder, O_RDONLY | O_DIRECTORY)
        let number = folder.number
        try check("flock") { flock(number, LOCK_EX) }
        return try change()
    }

    /// Writes a temporary file beside the old one and renames it, with mode 0600 from its first byte on.
    ///
    /// A file that could not be read back is not written.
    func replace(with bytes: [UInt8]) throws(AccountsError) {
        guard bytes.count <= Self.maximumSize else { throw .full(path: path, limit: Self.maximumSize) }
        let temporary = "\(path).new"
        // One left behind by a crash would keep its mode and owner; nobody else writes it under the lock.
        unlink(temporary)
        do throws(AccountsError) {
            let file = try OpenFile(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
            let number = file.number
            try giveToFolderOwner(number)
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = try check("write") { rest.withUnsafeBytes { write(number, $0.baseAddress, $0.count) } }
                rest = rest.dropFirst(count)
            }
            try check("fsync") { fsync(number) }
            try check("rename") { rename(temporary, path) }
        } catch {
            unlink(temporary)
            throw error
        }
        let folder = try OpenFile(folder, O_RDONLY | O_DIRECTORY)
        let number = folder.number
        try check("fsync") { fsync(number) }
    }

    /// Root may add accounts to a home that is somebody else's; its host must be able to read them.
    private func giveToFolderOwner(_ number: Int32) throws(AccountsError) {
        guard geteuid() == 0 else { return }
        var information = stat()
        let folder = folder
        try check("stat") { stat(folder, &information) }
        guard information.st_uid != 0 else { return }
        try check("fchown") { fchown(number, information.st_uid, information.st_gid) }
    }

    private var folder: String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    @discardableResult
    private func check<Number: FixedWidthInteger>(_ call: String, _ body: () -> Number) throws(AccountsError) -> Number
    {
        try OpenFile.check(call, path: path, body)
    }
}

/// A descriptor of this file's, closed at the end of its scope.
private struct OpenFile: ~Copyable {
    let number: Int32

    init(_ path: String, _ flags: Int32) throws(AccountsError) {
        number = try Self.check("open", path: path) { open(path, flags | O_CLOEXEC, 0o600) }
    }

    deinit {
        close(number)
    }

    static func check<Number: FixedWidthInteger>(
        _ call: String,
        path: String,
        _ body: () -> Number
    ) throws(AccountsError) -> Number {
        while true {
            let result = body()
            if result != -1 { return result }
            let code = errno
            if code != EINTR { throw .file(call: call, path: path, code: code) }
        }
    }
}
