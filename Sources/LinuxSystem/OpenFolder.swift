import CLinux
import Glibc

/// An open folder, of which all that is done happens below it, whatever is renamed or linked meanwhile.
///
/// Names and paths are bytes: those of strangers need not be text. They must not hold a zero byte, and a name no slash.
package final class OpenFolder: Sendable {
    /// Whether links that stay below the folder are followed.
    package enum Links: Sendable, Hashable {
        case followed
        case refused
    }

    private let descriptor: Descriptor

    /// Opens a folder, links followed.
    package init(_ path: String) throws(SystemError) {
        descriptor = try Descriptor.open(path, O_RDONLY | O_DIRECTORY)
    }

    /// Opens a folder that is no link itself, though one above it may be.
    package init(noLink path: String) throws(SystemError) {
        descriptor = try Descriptor.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    }

    /// Whose it is.
    package var owner: UInt32 {
        var information = stat()
        // Of an open folder it is always known.
        return fstat(descriptor.number, &information) == 0 ? information.st_uid : .max
    }

    private init(_ descriptor: consuming Descriptor) {
        self.descriptor = descriptor
    }

    // MARK: looking

    /// A folder below this one; of an empty path this one again.
    package func folder(_ path: [UInt8], links: Links) throws(SystemError) -> OpenFolder {
        OpenFolder(try open(path.isEmpty ? [UInt8(ascii: ".")] : path, O_RDONLY | O_DIRECTORY, links: links))
    }

    /// Opens what lies below this folder.
    package func open(
        _ path: [UInt8],
        _ flags: Int32,
        mode: UInt32 = 0o644,
        links: Links
    ) throws(SystemError) -> Descriptor {
        let (folder, text) = (descriptor.number, Self.text(path))
        let number = try check("open", path: Self.shown(path)) {
            switch links {
            case .followed: nyala_open_beneath(folder, text, flags | O_CLOEXEC, mode)
            case .refused: nyala_open_beneath_without_links(folder, text, flags | O_CLOEXEC, mode)
            }
        }
        return Descriptor(owning: number)
    }

    /// What a name of this folder is, links not followed; `nil` when there is nothing.
    package func status(of name: [UInt8]) throws(SystemError) -> FileStatus? {
        var status = nyala_file_status()
        let (folder, text) = (descriptor.number, Self.text(name))
        do {
            try check("statx", path: Self.shown(name)) { nyala_file_status(folder, text, &status) }
        } catch {
            if error.isMissing { return nil }
            throw error
        }
        return FileStatus(status)
    }

    /// The names in this folder, in the order of their bytes.
    package func names() throws(SystemError) -> [[UInt8]] {
        // A descriptor of its own, which begins at the first name.
        let number = try open([UInt8(ascii: ".")], O_RDONLY | O_DIRECTORY, links: .refused).release()
        var names: [[UInt8]] = []
        try FolderStream(owning: number).forEach { name in names.append(name.map { UInt8(bitPattern: $0) }) }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    // MARK: changing

    /// Makes a folder; `false` when the name is taken.
    package func makeFolder(_ name: [UInt8], mode: UInt32 = 0o755) throws(SystemError) -> Bool {
        let (folder, text) = (descriptor.number, Self.text(name))
        do {
            try check("mkdir", path: Self.shown(name)) { mkdirat(folder, text, mode) }
            return true
        } catch {
            if error.code == EEXIST { return false }
            throw error
        }
    }

    /// Removes a file or a link, or an empty folder.
    package func remove(_ name: [UInt8], isFolder: Bool) throws(SystemError) {
        let (folder, text) = (descriptor.number, Self.text(name))
        try check("unlink", path: Self.shown(name)) { unlinkat(folder, text, isFolder ? AT_REMOVEDIR : 0) }
    }

    /// Removes a folder with all in it; links are removed, not followed.
    package func removeTree(_ name: [UInt8]) throws(SystemError) {
        try Folder.removeContents(descriptor.number, Self.text(name), Self.shown(name))
        try remove(name, isFolder: true)
    }

    /// Moves a name to another folder of the same file system, in one step.
    ///
    /// `mustBeNew`: never in the place of something.
    package func move(
        _ name: [UInt8],
        to target: OpenFolder,
        as newName: [UInt8],
        mustBeNew: Bool
    ) throws(SystemError) {
        let (from, to) = (descriptor.number, target.descriptor.number)
        let (old, new) = (Self.text(name), Self.text(newName))
        try check("rename", path: Self.shown(newName)) { nyala_rename_at(from, old, to, new, mustBeNew ? 1 : 0) }
    }

    /// Gives a name in this folder to an open file that has none.
    package func name(_ file: SharedDescriptor, _ name: [UInt8]) throws(SystemError) {
        let (folder, text) = (descriptor.number, Self.text(name))
        try check("link", path: Self.shown(name)) { nyala_name_file(file.number, folder, text) }
    }

    private static func text(_ bytes: [UInt8]) -> [CChar] {
        bytes.map { CChar(bitPattern: $0) } + [0]
    }

    private static func shown(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
