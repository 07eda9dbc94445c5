import Glibc
import JobModel

/// Judges the entries of an archive before anything of it is unpacked, and keeps all that is wrong with them.
struct EntryRules {
    /// An entry that may be unpacked.
    struct Planned {
        enum Kind: Hashable {
            case file(isExecutable: Bool)
            case folder
        }

        let path: EntryPath
        let kind: Kind
        let listed: ZipDirectory.Entry
    }

    private let limits: ZipLimits
    /// Bytes of the archive.
    private let archiveSize: Int64
    /// By the bytes of their paths.
    private var files: Set<[UInt8]> = []
    private(set) var folders: Set<[UInt8]> = []
    /// Bytes of all files, as the list has them.
    private var size: Int64 = 0
    private(set) var planned: [Planned] = []
    private var faults: EntryFaults

    init(archiveSize: Int64, limits: ZipLimits) {
        self.archiveSize = archiveSize
        self.limits = limits
        faults = EntryFaults(limit: limits.faults)
    }

    mutating func take(_ listed: ZipDirectory.Entry) throws(ZipError) {
        do throws(EntryFault) {
            let entry = try plan(listed)
            planned.append(entry)
        } catch {
            faults.add(error)
        }
        guard folders.count <= limits.folders else {
            throw .limit("it has more than \(limits.folders) folders, which is the limit; deploy it in parts")
        }
        let (sum, isHuge) = size.addingReportingOverflow(Int64(clamping: listed.size))
        size = isHuge ? Int64.max : sum
        try checkSize()
    }

    /// Call it behind the last entry.
    func check() throws(ZipError) {
        try faults.check()
        guard !files.isEmpty else { throw ZipDirectory.empty }
    }

    private func checkSize() throws(ZipError) {
        guard size <= limits.totalSize else {
            throw .limit("its files have more than \(limits.totalSize) bytes, which is the limit")
        }
        // As a product: a quotient would let the archive's next multiple pass.
        let (allowed, isHuge) = archiveSize.multipliedReportingOverflow(by: limits.ratio)
        guard size <= limits.ratioFreeSize || isHuge || size <= allowed else {
            throw .limit("its files are more than \(limits.ratio) times larger than the archive, which is the limit")
        }
    }

    private mutating func plan(_ listed: ZipDirectory.Entry) throws(EntryFault) -> Planned {
        let shown = String(decoding: listed.name, as: UTF8.self)
        guard let name = Self.name(listed) else { throw EntryFault(shown, "\(FileNameFault.notText)") }
        let path = try EntryPath(name, limits: limits)
        guard !listed.isEncrypted else { throw EntryFault(shown, "it is encrypted; pack it without a password") }
        if case .other = listed.method {
            let reason =
                "it is packed with \(listed.method.name), which is not read here; pack it with deflate, as zip does"
            throw EntryFault(shown, reason)
        }
        switch listed.mode & S_IFMT {
        case S_IFDIR:
            return try folder(path, shown, listed)
        case 0 where path.isFolder, S_IFREG where path.isFolder:
            guard listed.size == 0 else {
                throw EntryFault(shown, "its name is a folder's, yet it has content; give the file a name")
            }
            return try folder(path, shown, listed)
        case 0, S_IFREG:
            guard !path.parts.isEmpty else { throw EntryFault(shown, "it has no name") }
            guard listed.size <= UInt64(limits.fileSize) else {
                throw EntryFault(shown, "it has \(listed.size) bytes, at most \(limits.fileSize) may be")
            }
            try addFolders(above: path, shown)
            guard !folders.contains(path.key) else { throw Self.both(shown) }
            guard files.insert(path.key).inserted else {
                throw EntryFault(shown, "it is there twice; leave one of them out")
            }
            return Planned(path: path, kind: .file(isExecutable: listed.mode & 0o111 != 0), listed: listed)
        case S_IFLNK:
            throw EntryFault(shown, "it is a link, which an archive may not bring; pack what it leads to")
        default:
            throw EntryFault(shown, "it is neither a file nor a folder; leave it out")
        }
    }

    /// The name in its own bytes; where they are not UTF-8, what the archive says it is in UTF-8.
    private static func name(_ listed: ZipDirectory.Entry) -> String? {
        String(validating: listed.name, as: UTF8.self)
            ?? listed.unicodeName.flatMap { String(validating: $0, as: UTF8.self) }
    }

    private mutating func folder(
        _ path: EntryPath,
        _ shown: String,
        _ listed: ZipDirectory.Entry
    ) throws(EntryFault) -> Planned {
        try addFolders(above: path, shown)
        guard !files.contains(path.key) else { throw Self.both(shown) }
        folders.insert(path.key)
        return Planned(path: path, kind: .folder, listed: listed)
    }

    private mutating func addFolders(above path: EntryPath, _ shown: String) throws(EntryFault) {
        var above = path.folderKey
        // A folder that is known was added with all that are above it.
        while !above.isEmpty, !folders.contains(above) {
            guard !files.contains(above) else { throw Self.both(shown) }
            folders.insert(above)
            above = Array(above[..<(above.lastIndex(of: UInt8(ascii: "/")) ?? 0)])
        }
    }

    private static func both(_ entry: String) -> EntryFault {
        EntryFault(entry, "it is, or lies in, a folder and a file of one name; rename one of them")
    }
}
