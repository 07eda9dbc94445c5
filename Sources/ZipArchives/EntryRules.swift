import Glibc
import JobModel

/// Judges the entries of an archive before anything of it is unpacked, and keeps all that is wrong with them.
struct EntryRules {
    /// An entry that may be unpacked.
    struct Planned {
        enum Kind {
            case file(isExecutable: Bool)
            case folder
        }

        let path: EntryPath
        let kind: Kind
        /// Bytes, as the archive's list has it.
        let size: UInt64?
    }

    private let limits: ZipLimits
    /// By the bytes of their paths.
    private var files: Set<[UInt8]> = []
    private var folders: Set<[UInt8]> = []
    private(set) var planned: [Planned] = []
    private(set) var faults: EntryFaults

    init(limits: ZipLimits) {
        self.limits = limits
        faults = EntryFaults(limit: limits.faults)
    }

    /// `listed` is the entry as the archive's own list has it.
    mutating func take(_ entry: ArchiveReader.Entry, listed: ZipDirectory.Entry) throws(ZipError) {
        do throws(EntryFault) {
            let entry = try plan(entry, listed)
            planned.append(entry)
        } catch {
            faults.add(error)
        }
        guard folders.count <= limits.folders else {
            throw .limit("it has more than \(limits.folders) folders, which is the limit; deploy it in parts")
        }
    }

    /// An entry that cannot be read.
    mutating func refuse(_ name: [UInt8], _ reason: String) {
        faults.add(EntryFault(String(decoding: name, as: UTF8.self), reason))
    }

    /// Call it behind the last entry.
    func check() throws(ZipError) {
        try faults.check()
        guard !files.isEmpty else { throw ZipDirectory.empty }
    }

    private mutating func plan(
        _ entry: ArchiveReader.Entry,
        _ listed: ZipDirectory.Entry
    ) throws(EntryFault) -> Planned {
        let path = try EntryPath(Self.name(entry, listed.name), limits: limits)
        let shown = String(decoding: listed.name, as: UTF8.self)
        guard !entry.isEncrypted else { throw EntryFault(shown, "it is encrypted; pack it without a password") }
        let type = (listed.mode ?? 0) & S_IFMT
        guard [0, S_IFREG, S_IFDIR, S_IFLNK].contains(type) else {
            throw EntryFault(shown, "it is neither a file nor a folder; leave it out")
        }
        switch entry.kind {
        case .folder:
            return try folder(path, shown, listed)
        case .file where path.endsInSlash:
            return try folder(path, shown, listed)
        case .file(let isExecutable):
            guard !path.parts.isEmpty else { throw EntryFault(shown, "it has no name") }
            try addFolders(above: path, shown)
            guard !folders.contains(path.key) else { throw Self.both(shown) }
            guard files.insert(path.key).inserted else {
                throw EntryFault(shown, "it is there twice; leave one of them out")
            }
            return Planned(path: path, kind: .file(isExecutable: isExecutable), size: listed.size)
        case .link:
            throw EntryFault(shown, "it is a link, which an archive may not bring; pack what it leads to")
        case .other:
            throw EntryFault(shown, "it is neither a file nor a folder; leave it out")
        }
    }

    /// The name in its own bytes where libarchive read the same; an extra field may give a better one than the list.
    private static func name(_ entry: ArchiveReader.Entry, _ listed: [UInt8]) throws(EntryFault) -> String {
        let shown = String(decoding: listed, as: UTF8.self)
        guard let read = entry.path else { throw EntryFault(shown, "\(FileNameFault.notText)") }
        guard let listed = String(validating: listed, as: UTF8.self) else { return read }
        // Equal but for their composition and for slashes, which libarchive turns round.
        guard turned(listed) == turned(read) else {
            throw EntryFault(shown, "it calls itself \"\(ShownPath(read))\"; pack the archive again")
        }
        return listed
    }

    private static func turned(_ name: String) -> String {
        name.utf8.contains(UInt8(ascii: "\\")) ? String(name.map { $0 == "\\" ? "/" : $0 }) : name
    }

    private mutating func folder(
        _ path: EntryPath,
        _ shown: String,
        _ listed: ZipDirectory.Entry
    ) throws(EntryFault) -> Planned {
        try addFolders(above: path, shown)
        guard !files.contains(path.key) else { throw Self.both(shown) }
        folders.insert(path.key)
        return Planned(path: path, kind: .folder, size: listed.size)
    }

    private mutating func addFolders(above path: EntryPath, _ shown: String) throws(EntryFault) {
        var key: [UInt8] = []
        for part in path.parts.dropLast() {
            if !key.isEmpty { key.append(UInt8(ascii: "/")) }
            key.append(contentsOf: part.utf8)
            guard !files.contains(key) else { throw Self.both(shown) }
            folders.insert(key)
        }
    }

    private static func both(_ entry: String) -> EntryFault {
        EntryFault(entry, "it is, or lies in, a folder and a file of one name; rename one of them")
    }
}
