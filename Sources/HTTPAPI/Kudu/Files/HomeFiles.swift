import Glibc
import Hummingbird
import JobModel
import LinuxSystem
import Synchronization

/// Reads and changes the files of a home for clients of the virtual file system; everything here blocks.
///
/// Changes are made one after the other, so that of two clients that saw the same version one is refused.
final class HomeFiles: Sendable {
    struct OpenFile: Sendable {
        let file: SharedDescriptor
        let status: FileStatus

        var tag: FileTag { FileTag(status) }
    }

    /// What is at a place.
    enum Found: Sendable {
        case file(OpenFile)
        case folder
        case nothing
    }

    let layout: HomeLayout
    private let changing = Mutex(0)
    /// Of the names in the folder of uploads that are on their way to or from a place.
    private static let prefix = "vfs-"

    init(layout: HomeLayout) {
        self.layout = layout
        // Left behind by a host that was killed.
        for name in (try? Folder.names(in: layout.uploads)) ?? [] where name.hasPrefix(Self.prefix) {
            // What stays is in nobody's way.
            try? Folder.removeTree("\(layout.uploads)/\(name)")
        }
    }

    // MARK: looking

    /// Opens what is at a place, links followed where that place allows it.
    func find(_ place: FilePlace) throws(SystemError) -> Found {
        guard !place.parts.isEmpty else { return .folder }
        let file: SharedDescriptor
        do {
            // A pipe must not make anybody wait.
            file = SharedDescriptor(try open(place, O_RDONLY | O_NONBLOCK))
        } catch {
            switch error.code {
            // Links that lead out, sockets, and devices without a driver count as nothing too.
            case ENOENT, ENOTDIR, EXDEV, ELOOP, ENXIO, ENODEV, ENAMETOOLONG: return .nothing
            default: throw error
            }
        }
        let status = try FileStatus(of: file.number)
        guard !place.isHidden(status.kind) else { return .nothing }
        switch status.kind {
        case .file: return .file(OpenFile(file: file, status: status))
        case .folder: return .folder
        case .link, .other: return .nothing
        }
    }

    /// The folder at a place; `nil` when there is none.
    ///
    /// `links`: refused where a link to a folder does not count as one.
    func folder(_ place: FilePlace, links: OpenFolder.Links? = nil) throws(SystemError) -> OpenFolder? {
        do throws(SystemError) {
            guard !place.isHidden(.folder) else { return nil }
            return try openFolder(place, links ?? place.links)
        } catch {
            switch error.code {
            case ENOENT, ENOTDIR, EXDEV, ELOOP, ENAMETOOLONG: return nil
            default: throw error
            }
        }
    }

    /// What lies under the name itself, links not followed.
    func status(at place: FilePlace) throws(SystemError) -> FileStatus? {
        guard let name = place.parts.last else { return nil }
        return try folder(place.above(place.parts.count - 1))?.status(of: name)
    }

    // MARK: changing

    /// What became of a change.
    enum Change: Sendable {
        case made(FileTag)
        case replaced(FileTag)
        case removed
        /// The condition of the request does not hold; the tag of what is there.
        case conditionFailed(FileTag?)
        case missing
        case exists
        case isFolder
        case notEmpty
    }

    /// Puts a file in place, with the folders above it; `isAllowed` is asked about the one that is there.
    func put(_ content: SharedDescriptor, at place: FilePlace, _ isAllowed: (FileTag?) -> Bool) throws -> Change {
        try changing.withLock { number in
            number += 1
            let (parent, name) = try parent(of: place, makes: true)
            let existing = try parent.status(of: name)
            if existing?.kind == .folder { return .isFolder }
            if let existing {
                let tag = tag(of: place) ?? FileTag(existing)
                guard isAllowed(tag) else { return .conditionFailed(tag) }
            }
            let mode = existing.flatMap { $0.kind == .file ? $0.mode : nil } ?? Self.mode(of: content)
            try check("fchmod") { fchmod(content.number, mode) }
            try move(content, mode, to: parent, name, mustBeNew: existing == nil, number)
            let tag = FileTag(try FileStatus(of: content.number))
            guard let status = try parent.status(of: name) else { return .made(tag) }
            return existing == nil ? .made(FileTag(status)) : .replaced(FileTag(status))
        }
    }

    /// A path that is free, on the home's own disk.
    func scratchPath() throws(SystemError) -> String {
        try Folder.create(layout.uploads)
        return changing.withLock { number in
            number += 1
            return "\(layout.uploads)/\(Self.prefix)\(number)"
        }
    }

    /// Moves a file that was prepared elsewhere to a place, with the folders above it.
    func replace(
        _ place: FilePlace,
        with folder: OpenFolder,
        _ name: [UInt8],
        _ content: SharedDescriptor,
        _ mode: UInt32
    ) throws(SystemError) {
        try changing.withLock { (_) throws(SystemError) in
            let (parent, newName) = try parent(of: place, makes: true)
            do throws(SystemError) {
                try folder.move(name, to: parent, as: newName, mustBeNew: false)
            } catch {
                guard error.code == EXDEV else { throw error }
                try copy(content, mode, to: parent, newName, mustBeNew: false)
            }
        }
    }

    func makeFolder(_ place: FilePlace) throws -> Change {
        try changing.withLock { _ in
            let (parent, name) = try parent(of: place, makes: true)
            guard try parent.makeFolder(name), let status = try parent.status(of: name) else { return .exists }
            return .made(FileTag(status))
        }
    }

    /// Removes a file, or a folder; one that is not empty only with `isRecursive`.
    func remove(_ place: FilePlace, isRecursive: Bool, _ isAllowed: (FileTag?) -> Bool) throws -> Change {
        try changing.withLock { number in
            number += 1
            let (parent, name) = try parent(of: place, makes: false)
            guard let status = try parent.status(of: name), !place.isHidden(status.kind) else { return .missing }
            guard status.kind == .folder else {
                let tag = tag(of: place) ?? FileTag(status)
                guard isAllowed(tag) else { return .conditionFailed(tag) }
                try parent.remove(name, isFolder: false)
                return .removed
            }
            do throws(SystemError) {
                try parent.remove(name, isFolder: true)
            } catch {
                guard error.code == ENOTEMPTY || error.code == EEXIST else { throw error }
                guard isRecursive else { return .notEmpty }
                try removeTree(parent, name, number)
            }
            return .removed
        }
    }

    /// The tag of the file that a reader would get.
    private func tag(of place: FilePlace) -> FileTag? {
        // What cannot be read has the tag of its name.
        guard case .file(let found)? = try? find(place) else { return nil }
        return found.tag
    }

    /// A file that says itself how it is run may be.
    private static func mode(of content: SharedDescriptor) -> UInt32 {
        var start = [UInt8](repeating: 0, count: 4)
        let count = pread(content.number, &start, start.count, 0)
        let isProgram = count >= 2 && (start.starts(with: "#!".utf8) || start == [0x7F] + Array("ELF".utf8))
        return isProgram ? 0o755 : 0o644
    }

    /// Renames it into place: nobody sees a part of it, nor another name.
    private func move(
        _ content: SharedDescriptor,
        _ mode: UInt32,
        to parent: OpenFolder,
        _ name: [UInt8],
        mustBeNew: Bool,
        _ number: Int
    ) throws(SystemError) {
        let uploads = try OpenFolder(layout.uploads)
        let temporary = Array("\(Self.prefix)\(number)".utf8)
        try uploads.name(content, temporary)
        do throws(SystemError) {
            try uploads.move(temporary, to: parent, as: name, mustBeNew: mustBeNew)
        } catch {
            // Its own name is gone or of no use; the content still is there.
            try? uploads.remove(temporary, isFolder: false)
            guard error.code == EXDEV else { throw error }
            try copy(content, mode, to: parent, name, mustBeNew: mustBeNew)
        }
    }

    /// Where jobs or logs lie on another file system than the home.
    private func copy(
        _ content: SharedDescriptor,
        _ mode: UInt32,
        to parent: OpenFolder,
        _ name: [UInt8],
        mustBeNew: Bool
    ) throws(SystemError) {
        let temporary = Array(".nyala-\(getpid()).new".utf8)
        do throws(SystemError) {
            let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW
            let target = try parent.open(temporary, flags, mode: mode, links: .refused)
            let source = try Descriptor.open("/proc/self/fd/\(content.number)")
            try FileCopy.contents(of: source, to: target)
            try parent.move(temporary, to: parent, as: name, mustBeNew: mustBeNew)
        } catch {
            // Not made, or of no use.
            try? parent.remove(temporary, isFolder: false)
            throw error
        }
    }

    /// Takes it away in one step, and then apart.
    private func removeTree(_ parent: OpenFolder, _ name: [UInt8], _ number: Int) throws(SystemError) {
        try Folder.create(layout.uploads)
        let uploads = try OpenFolder(layout.uploads)
        let temporary = "\(Self.prefix)\(number)"
        do throws(SystemError) {
            try parent.move(name, to: uploads, as: Array(temporary.utf8), mustBeNew: true)
        } catch {
            guard error.code == EXDEV else { throw error }
            return try parent.removeTree(name)
        }
        try Folder.removeTree("\(layout.uploads)/\(temporary)")
    }

    // MARK: opening

    /// Where the jobs lie in the web root, what a deployment brought, or a job did, must not lead elsewhere on the way;
    /// the other roots are the operator's own, who may have them on other disks.
    private func root(of place: FilePlace) throws(SystemError) -> OpenFolder {
        let web = "\(layout.webRoot)/"
        guard place.area == .jobs, place.root.hasPrefix(web) else { return try OpenFolder(place.root) }
        let inner = Array(place.root.utf8.dropFirst(web.utf8.count))
        return try OpenFolder(layout.webRoot).folder(inner, links: .refused)
    }

    private func open(_ place: FilePlace, _ flags: Int32) throws(SystemError) -> Descriptor {
        let depth = place.anchorDepth
        let base = try root(of: place)
        guard depth < place.parts.count else {
            return try base.open(Self.joined(place.parts[...]), flags, links: place.links)
        }
        let anchor = try base.folder(Self.joined(place.parts[..<depth]), links: .refused)
        return try anchor.open(Self.joined(place.parts[depth...]), flags, links: place.links)
    }

    private func openFolder(_ place: FilePlace, _ links: OpenFolder.Links) throws(SystemError) -> OpenFolder {
        guard !place.parts.isEmpty else { return try root(of: place) }
        let depth = place.anchorDepth
        let anchor = try root(of: place).folder(Self.joined(place.parts[..<depth]), links: .refused)
        return try anchor.folder(Self.joined(place.parts[depth...]), links: links)
    }

    /// The folder that a place lies in, and its name there; `makes` those that are missing.
    private func parent(of place: FilePlace, makes: Bool) throws(SystemError) -> (OpenFolder, [UInt8]) {
        guard let name = place.parts.last else { throw SystemError(call: "open", path: place.root, code: EBUSY) }
        let above = place.parts.dropLast()
        let depth = min(place.anchorDepth, above.count)
        let anchor = try step(try root(of: place), above.prefix(depth), .refused, makes)
        return (try step(anchor, above.dropFirst(depth), place.links, makes), name)
    }

    private func step(
        _ start: OpenFolder,
        _ parts: ArraySlice<[UInt8]>,
        _ links: OpenFolder.Links,
        _ makes: Bool
    ) throws(SystemError) -> OpenFolder {
        do throws(SystemError) {
            return try start.folder(Self.joined(parts), links: links)
        } catch {
            guard makes, error.code == ENOENT, let name = parts.last else { throw error }
            let above = try step(start, parts.dropLast(), links, makes)
            _ = try above.makeFolder(name)
            return try start.folder(Self.joined(parts), links: links)
        }
    }

    private static func joined(_ parts: some Collection<[UInt8]>) -> [UInt8] {
        Array(parts.joined(separator: [UInt8(ascii: "/")]))
    }
}
