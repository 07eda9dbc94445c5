import Clibgit2
import Deflate
import Glibc
package import JobModel
import LinuxSystem

/// Stores many new objects at once: one file that grows instead of a small file for each.
///
/// Differences between objects are not sought, as git does when it packs: that takes long. What the repository or this
/// pack has already is not written again. The objects are there after ``finish()``; a writer that is let go before, as
/// it must be after an error, leaves nothing behind. Not for two threads at once.
package final class PackWriter {
    package enum Kind: Sendable, Hashable {
        case blob
        case tree

        var inGit: git_object_t {
            switch self {
            case .blob: GIT_OBJECT_BLOB
            case .tree: GIT_OBJECT_TREE
            }
        }

        /// The number in front of an object in a pack.
        fileprivate var inPack: UInt8 {
            switch self {
            case .tree: 2
            case .blob: 3
            }
        }
    }

    /// What zlib puts in front of a stream: deflate with the largest window.
    private static let frameHeader: [UInt8] = [0x78, 0x9C]

    private let repository: Repository
    private let objects: OpaquePointer
    private let reader = ContentReader()
    private let plain: Deflater
    private let quick: Deflater
    private var file: PackFile?
    private var entries: [PackIndex.Entry] = []
    private var names: Set<ObjectName> = []

    package init(in repository: Repository) throws(GitError) {
        self.repository = repository
        var opened: OpaquePointer?
        try GitLibrary.check("opening", on: repository.path) { git_repository_odb(&opened, repository.handle) }
        guard let opened else { throw .missing(repository.path) }
        objects = opened
        plain = try Self.deflater(.none)
        quick = try Self.deflater(.quick)
    }

    deinit {
        git_odb_free(objects)
    }

    /// How many objects the pack has so far.
    package var count: Int { entries.count }

    // MARK: taking objects

    /// Takes an object; its id.
    @discardableResult
    package func add(
        _ bytes: UnsafeRawBufferPointer,
        _ kind: Kind = .blob,
        _ compression: PackCompression = .quick
    ) throws(GitError) -> TreeID {
        let id = try TreeHash.hash(bytes, kind.inGit)
        if !has(id) { try write(bytes, kind, id, compression) }
        return TreeID(id)
    }

    @discardableResult
    package func add(
        _ bytes: [UInt8],
        _ kind: Kind = .blob,
        _ compression: PackCompression = .quick
    ) throws(GitError) -> TreeID {
        try bytes.withUnsafeBufferPointer { (bytes) throws(GitError) in
            try add(UnsafeRawBufferPointer(bytes), kind, compression)
        }
    }

    /// Takes an object whose id is known, with its content as a deflate stream without a frame, as zip archives have it.
    func add(_ bytes: UnsafeRawBufferPointer, deflated: UnsafeRawBufferPointer, _ id: git_oid) throws(GitError) {
        guard !has(id) else { return }
        let file = try open()
        let offset = file.beginObject()
        try file.append { buffer in
            buffer.append(contentsOf: Self.header(.blob, bytes.count))
            buffer.append(contentsOf: Self.frameHeader)
            buffer.append(contentsOf: deflated)
            buffer.append(bigEndian: Adler32.value(of: bytes))
        }
        note(ObjectName(id), offset, file.endObject())
    }

    /// Takes a file's content; one that changes meanwhile throws ``GitError/changedMeanwhile(path:)``.
    @discardableResult
    package func add(file path: String, _ compression: PackCompression = .quick) throws(GitError) -> TreeID {
        let id = try reader.withContent(of: path) { (bytes) throws(GitError) in try add(bytes, .blob, compression) }
        if let id { return id }
        return try add(largeFile: path, compression)
    }

    /// A file that is not held in memory is read twice: for its id, and when that is new, for its content.
    private func add(largeFile path: String, _ compression: PackCompression) throws(GitError) -> TreeID {
        var id = git_oid()
        try GitLibrary.check("hashing", on: path) { git_odb_hashfile(&id, path, GIT_OBJECT_BLOB) }
        guard !has(id) else { return TreeID(id) }
        let file = try open()
        let checksum = try PlainChecksum()
        let offset = file.beginObject()
        var deflater: Deflater?
        try reader.withPieces(of: path) { (size) throws(GitError) in
            checksum.add("blob \(size)\0")
            try file.append { $0.append(contentsOf: Self.header(.blob, size)) }
        } _: { (bytes, isLast) throws(GitError) in
            checksum.add(bytes)
            let chosen = deflater ?? self.deflater(for: bytes, compression)
            if deflater == nil { chosen.begin() }
            deflater = chosen
            try file.append { (buffer) throws(GitError) in
                try Self.deflate(bytes, isLast: isLast, with: chosen, into: &buffer)
            }
        }
        let name = ObjectName(id)
        guard checksum.finish() == name.bytes else { throw .changedMeanwhile(path: path) }
        note(name, offset, file.endObject())
        return TreeID(id)
    }

    /// Whether the repository or this pack has the object.
    func has(_ id: git_oid) -> Bool {
        if names.contains(ObjectName(id)) { return true }
        var id = id
        // Without looking for packs that others made a moment ago: to have an object twice does no harm.
        return git_odb_exists_ext(objects, &id, GIT_ODB_LOOKUP_NO_REFRESH.rawValue) == 1
    }

    // MARK: writing

    private func write(
        _ bytes: UnsafeRawBufferPointer,
        _ kind: Kind,
        _ id: git_oid,
        _ compression: PackCompression
    ) throws(GitError) {
        let file = try open()
        let offset = file.beginObject()
        let deflater = deflater(for: bytes, compression)
        deflater.begin()
        try file.append { (buffer) throws(GitError) in
            buffer.append(contentsOf: Self.header(kind, bytes.count))
            try Self.deflate(bytes, isLast: true, with: deflater, into: &buffer)
        }
        note(ObjectName(id), offset, file.endObject())
    }

    private func note(_ name: ObjectName, _ offset: Int, _ checksum: UInt32) {
        names.insert(name)
        entries.append(PackIndex.Entry(name: name, offset: offset, checksum: checksum))
    }

    private func open() throws(GitError) -> PackFile {
        if let file { return file }
        do throws(SystemError) {
            let made = try PackFile(in: "\(repository.path)/objects/pack")
            file = made
            return made
        } catch {
            throw .system(error)
        }
    }

    private func deflater(for bytes: UnsafeRawBufferPointer, _ compression: PackCompression) -> Deflater {
        switch compression.chosen(for: bytes) {
        case .none: plain
        case .quick: quick
        }
    }

    private static func deflater(_ compression: PackCompression) throws(GitError) -> Deflater {
        do throws(DeflateError) { return try Deflater(compression.level) } catch { throw failure(error) }
    }

    private static func deflate(
        _ bytes: UnsafeRawBufferPointer,
        isLast: Bool,
        with deflater: Deflater,
        into buffer: inout [UInt8]
    ) throws(GitError) {
        do throws(DeflateError) {
            try deflater.deflate(bytes, isLast: isLast, into: &buffer)
        } catch {
            throw failure(error)
        }
    }

    private static func failure(_ error: DeflateError) -> GitError {
        .failed(operation: "compressing", on: "an object", reason: error.reason)
    }

    /// Kind and size: four bits of the size beside the kind, then seven in each byte, the lowest first.
    private static func header(_ kind: Kind, _ size: Int) -> [UInt8] {
        var bytes = [kind.inPack << 4 | UInt8(size & 0xF)]
        var rest = size >> 4
        while rest > 0 {
            bytes[bytes.count - 1] |= 0x80
            bytes.append(UInt8(rest & 0x7F))
            rest >>= 7
        }
        return bytes
    }

    // MARK: the end

    /// Puts the pack into the repository, on the disk; nothing happens when it has no objects.
    package func finish() throws(GitError) {
        guard let file, !entries.isEmpty else { return }
        try file.finish(PackIndex(entries))
        self.file = nil
        entries = []
        try GitLibrary.check("opening", on: repository.path) { git_odb_refresh(objects) }
    }
}
