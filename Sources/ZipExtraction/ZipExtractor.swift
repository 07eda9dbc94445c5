import Glibc
package import LinuxSystem

/// Unpacks zip archives that strangers made.
///
/// Nothing leaves the target folder: paths are checked, links and devices refused, and the folder must be fresh, so no
/// link can lie in the way. The first thing that is wrong ends it; the caller throws the folder away.
package struct ZipExtractor {
    package struct Summary: Sendable, Hashable {
        package var files = 0
        /// Bytes.
        package var size: Int64 = 0
    }

    private let limits: ZipLimits

    package init(limits: ZipLimits = ZipLimits()) {
        self.limits = limits
    }

    /// Unpacks into a folder that this makes and that must not exist.
    ///
    /// `unpacked` hears of each file as soon as it is complete.
    package func extract(
        _ archive: SharedDescriptor,
        to folder: String,
        unpacked: (UnpackedFile) -> Void = { _ in }
    ) throws(ZipError) -> Summary {
        var information = stat()
        guard fstat(archive.number, &information) == 0 else { throw .notAnArchive("it cannot be read") }
        var extraction = Extraction(root: folder, archiveSize: Int64(information.st_size), limits: limits)
        do throws(SystemError) {
            try Folder.create(folder)
        } catch {
            throw .system(error)
        }
        let reader = try ArchiveReader(archive)
        var previous = ""
        var count = 0
        while let entry = try reader.next(after: previous) {
            count += 1
            guard count <= limits.entries else {
                throw .limit("it has more than \(limits.entries) entries, which is the limit")
            }
            previous = entry.path
            if let file = try extraction.take(entry, reader) { unpacked(file) }
        }
        return extraction.summary
    }

    private struct Extraction {
        let root: String
        let archiveSize: Int64
        let limits: ZipLimits
        var summary = Summary()
        private var folders: Set<String> = [""]

        init(root: String, archiveSize: Int64, limits: ZipLimits) {
            self.root = root
            self.archiveSize = archiveSize
            self.limits = limits
        }

        /// Writes the entry; the file it became, if it is one.
        mutating func take(_ entry: ArchiveReader.Entry, _ reader: ArchiveReader) throws(ZipError) -> UnpackedFile? {
            let path = try EntryPath(entry.path, limits: limits)
            guard !entry.isEncrypted else { throw .refused(entry: entry.path, reason: "is encrypted") }
            // Windows tools mark folders by their name alone.
            let isFolderName = entry.path.hasSuffix("/") || entry.path.hasSuffix("\\")
            switch entry.kind {
            case .folder:
                try makeFolder(path.text)
            case .file where isFolderName:
                try makeFolder(path.text)
            case .file(let isExecutable):
                guard !path.parts.isEmpty else { throw .refused(entry: entry.path, reason: "has no name") }
                try makeFolder(path.parent)
                try writeFile(path.text, isExecutable, reader)
                return UnpackedFile(path: path.text, isExecutable: isExecutable)
            case .link:
                throw .refused(entry: entry.path, reason: "is a link; send the file itself")
            case .other:
                throw .refused(entry: entry.path, reason: "is neither a file nor a folder")
            }
            return nil
        }

        private mutating func makeFolder(_ path: String) throws(ZipError) {
            guard folders.insert(path).inserted else { return }
            do throws(SystemError) {
                try Folder.create("\(root)/\(path)")
            } catch {
                throw .system(error)
            }
            guard Folder.exists("\(root)/\(path)") else {
                throw .refused(entry: path, reason: "is a folder and a file at once")
            }
        }

        private mutating func writeFile(
            _ path: String,
            _ isExecutable: Bool,
            _ reader: ArchiveReader
        ) throws(ZipError) {
            let file: Descriptor
            do throws(SystemError) {
                file = try Descriptor.open(
                    "\(root)/\(path)",
                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
                    mode: isExecutable ? 0o755 : 0o644
                )
            } catch {
                if error.code == EEXIST { throw .refused(entry: path, reason: "is there twice") }
                throw .system(error)
            }
            summary.files += 1
            let number = file.number
            var written: Int64 = 0
            let before = summary.size
            try reader.readContent(of: path) { (bytes, offset) throws(ZipError) in
                written = max(written, offset + Int64(bytes.count))
                try checkSize(before + written)
                var rest = bytes
                var position = offset
                while !rest.isEmpty {
                    let count = pwrite(number, rest.baseAddress, rest.count, off_t(position))
                    guard count > 0 else { throw .system(SystemError(call: "write", path: path, code: errno)) }
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                    position += Int64(count)
                }
            }
            summary.size = before + written
        }

        private func checkSize(_ size: Int64) throws(ZipError) {
            guard size <= limits.totalSize else {
                throw .limit("its files have more than \(limits.totalSize) bytes, which is the limit")
            }
            guard size <= limits.ratioFreeSize || size / limits.ratio <= archiveSize else {
                throw .limit(
                    "its files are more than \(limits.ratio) times larger than the archive, which is the limit"
                )
            }
        }
    }
}
