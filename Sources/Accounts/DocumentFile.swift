import Synchronization

/// What a file of accounts or tokens holds.
protocol PrivateDocument: Sendable {
    /// What no file stands for.
    init()
    /// Throws ``AccountsError/broken(path:reason:)`` for what this program would not have written.
    init(parsing bytes: [UInt8], path: String) throws(AccountsError)
    func serialized() -> [UInt8]
}

/// A private file with its content at hand, read again when it has changed.
final class DocumentFile<Document: PrivateDocument>: Sendable {
    private struct Loaded {
        let version: FileVersion?
        let document: Document
    }

    private let file: PrivateFile
    private let loaded = Mutex<Loaded?>(nil)

    init(path: String) {
        file = PrivateFile(path: path)
    }

    /// `nil` when there is no file.
    func version() throws(AccountsError) -> FileVersion? {
        try file.version()
    }

    func current() throws(AccountsError) -> Document {
        try loaded.withLock { (loaded) throws(AccountsError) in
            let version = try file.version()
            if let loaded, loaded.version == version { return loaded.document }
            let fresh: Loaded
            if let (bytes, version) = try file.read() {
                fresh = Loaded(version: version, document: try Document(parsing: bytes, path: file.path))
            } else {
                fresh = Loaded(version: nil, document: Document())
            }
            loaded = fresh
            return fresh.document
        }
    }

    /// Changes the content while no other process does.
    func change(_ edit: (inout Document) throws(AccountsError) -> Void) throws(AccountsError) {
        try file.exclusively { () throws(AccountsError) in
            var document = try current()
            try edit(&document)
            try file.replace(with: document.serialized())
        }
    }
}
