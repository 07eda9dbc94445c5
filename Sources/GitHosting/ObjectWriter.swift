import Clibgit2
import JobModel

/// Stores the objects of one folder: a few of them loose, as git itself does, more as one pack.
final class ObjectWriter {
    /// How many new objects are written loose at most, and how many bytes: each costs three calls that change a folder,
    /// and a pack costs about as much as twenty of them.
    static let looseCount = 24
    static let looseSize = 256 * 1024

    private let repository: Repository
    private let pack: PackWriter
    private let reader = ContentReader()
    /// New objects, as long as they are few.
    private var few: [ObjectName: (bytes: [UInt8], kind: PackWriter.Kind)] = [:]
    private var fewSize = 0
    private var isPacking = false

    init(in repository: Repository) throws(GitError) {
        self.repository = repository
        pack = try PackWriter(in: repository)
    }

    func add(_ bytes: UnsafeRawBufferPointer, _ kind: PackWriter.Kind) throws(GitError) -> TreeID {
        if isPacking { return try pack.add(bytes, kind) }
        let id = try TreeHash.hash(bytes, kind.inGit)
        if try keep(bytes, kind, id) { return TreeID(id) }
        return try pack.add(bytes, kind)
    }

    /// Adds a blob whose id is known; `deflated`: its content as a deflate stream without a frame, if there is one.
    func add(_ bytes: UnsafeRawBufferPointer, deflated: UnsafeRawBufferPointer?, _ id: git_oid) throws(GitError) {
        if !isPacking, try keep(bytes, .blob, id) { return }
        if let deflated { return try pack.add(bytes, deflated: deflated, id) }
        _ = try pack.add(bytes, .blob)
    }

    /// Keeps an object in memory while they are few; begins a pack, and does not, when they are not.
    private func keep(_ bytes: UnsafeRawBufferPointer, _ kind: PackWriter.Kind, _ id: git_oid) throws(GitError) -> Bool
    {
        let name = ObjectName(id)
        guard few[name] == nil, !pack.has(id) else { return true }
        if few.count < Self.looseCount, fewSize + bytes.count <= Self.looseSize {
            few[name] = (Array(bytes), kind)
            fewSize += bytes.count
            return true
        }
        try beginPacking()
        return false
    }

    func add(_ bytes: [UInt8], _ kind: PackWriter.Kind) throws(GitError) -> TreeID {
        try bytes.withUnsafeBufferPointer { (bytes) throws(GitError) in try add(UnsafeRawBufferPointer(bytes), kind) }
    }

    func add(file path: String) throws(GitError) -> TreeID {
        let id = try reader.withContent(of: path) { (bytes) throws(GitError) in try add(bytes, .blob) }
        if let id { return id }
        try beginPacking()
        return try pack.add(file: path)
    }

    private func beginPacking() throws(GitError) {
        isPacking = true
        for (bytes, kind) in few.values { _ = try pack.add(bytes, kind) }
        few = [:]
    }

    /// Puts everything into the repository.
    func finish() throws(GitError) {
        guard !isPacking else { return try pack.finish() }
        for (bytes, kind) in few.values { try repository.storeLoose(bytes, kind) }
        few = [:]
    }
}
