import Glibc
package import LinuxSystem

/// A folder tree on disk.
///
/// A link inside it counts as what it leads to as long as that lies inside, too.
package struct DiskFolder: FolderReading, Sendable {
    /// Bytes read at a time.
    private static let chunkSize = 16 * 1024

    private let root: String

    package init(_ root: String) {
        self.root = root
    }

    package func entries(of path: String) throws -> [FolderEntry] {
        let folder = full(path)
        var entries: [FolderEntry] = []
        for name in try Folder.entries(in: folder) {
            // Gone since the folder was listed.
            guard let information = name.status(in: folder) else { continue }
            entries.append(FolderEntry(name: name.shown, kind: Self.kind(information), isText: name.isText))
        }
        return entries
    }

    package func beginning(of path: String, limit: Int) throws -> [UInt8]? {
        let file: Descriptor
        do {
            let folder = try Descriptor.open(root, O_RDONLY | O_DIRECTORY)
            file = try Descriptor.open(path, beneath: folder, O_RDONLY | O_NONBLOCK)
        } catch {
            if error.isMissing { return nil }
            throw error
        }
        let number = file.number
        var bytes: [UInt8] = []
        // Most scripts and settings are small: the limit is not worth its memory before it is needed.
        var chunk = [UInt8](repeating: 0, count: min(limit, Self.chunkSize))
        while bytes.count < limit {
            let wanted = min(chunk.count, limit - bytes.count)
            let count = try check("read", path: path) { Glibc.read(number, &chunk, wanted) }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        return bytes
    }

    /// What lies at a path; `nil` where nothing does.
    package func status(of path: String) throws -> FileStatus? {
        do {
            let folder = try Descriptor.open(root, O_RDONLY | O_DIRECTORY)
            return try Descriptor.status(of: path, beneath: folder)
        } catch {
            if error.isMissing { return nil }
            throw error
        }
    }

    private func full(_ path: String) -> String {
        path.isEmpty ? root : "\(root)/\(path)"
    }

    private static func kind(_ information: stat) -> FolderEntry.Kind {
        switch information.st_mode & S_IFMT {
        case S_IFREG: .file(isExecutable: information.st_mode & 0o111 != 0)
        case S_IFDIR: .folder
        case S_IFLNK: .link
        default: .other
        }
    }
}
