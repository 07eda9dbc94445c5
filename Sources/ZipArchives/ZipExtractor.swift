import Glibc
package import LinuxSystem

/// Unpacks zip archives that strangers made.
///
/// Nothing leaves the target folder: paths are checked, links and devices refused, and the folder must be fresh, so no
/// link can lie in the way. All entries are judged before the first is unpacked. When something is wrong, the caller
/// throws the folder away.
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
        let size = Int64(information.st_size)
        let directory = try ZipDirectory(archive, size: size, limits: limits)
        let planned = try plan(archive, directory)
        do throws(SystemError) {
            try Folder.create(folder)
        } catch {
            throw .system(error)
        }
        var extraction = Extraction(root: folder, archiveSize: size, limits: limits)
        try extraction.run(planned, try ArchiveReader(archive), unpacked)
        return extraction.summary
    }

    private func plan(_ archive: SharedDescriptor, _ directory: ZipDirectory) throws(ZipError) -> [EntryRules.Planned] {
        let reader = try ArchiveReader(archive)
        var rules = EntryRules(limits: limits)
        for listed in directory.entries {
            let entry: ArchiveReader.Entry?
            do throws(ArchiveReader.Damage) {
                entry = try reader.next()
            } catch {
                rules.refuse(listed.name, "it is damaged (\(error.reason)); pack the archive again")
                break
            }
            guard let entry else {
                rules.refuse(listed.name, "it is listed, but not there; pack the archive again")
                break
            }
            try rules.take(entry, listed: listed)
        }
        try rules.check()
        return rules.planned
    }

    private struct Extraction {
        let root: String
        let archiveSize: Int64
        let limits: ZipLimits
        var summary = Summary()
        private var folders: Set<[UInt8]> = []
        private var faults: EntryFaults

        init(root: String, archiveSize: Int64, limits: ZipLimits) {
            self.root = root
            self.archiveSize = archiveSize
            self.limits = limits
            faults = EntryFaults(limit: limits.faults)
        }

        mutating func run(
            _ planned: [EntryRules.Planned],
            _ reader: ArchiveReader,
            _ unpacked: (UnpackedFile) -> Void
        ) throws(ZipError) {
            for entry in planned {
                do throws(ArchiveReader.Damage) {
                    _ = try reader.next()
                } catch {
                    faults.add(EntryFault(entry.path.text, "it is damaged (\(error.reason)); pack the archive again"))
                    break
                }
                switch entry.kind {
                case .folder:
                    try makeFolder(entry.path.parts)
                case .file(let isExecutable):
                    try makeFolder(entry.path.parts.dropLast())
                    let size = try writeFile(entry.path.text, isExecutable, reader)
                    if let size, let listed = entry.size, size != listed {
                        let reason =
                            "it is damaged (it has \(size) bytes, the archive's list says \(listed)); pack the archive again"
                        faults.add(EntryFault(entry.path.text, reason))
                    }
                    unpacked(UnpackedFile(path: entry.path.text, isExecutable: isExecutable))
                }
            }
            try faults.check()
        }

        private mutating func makeFolder(_ parts: [String]) throws(ZipError) {
            let path = parts.joined(separator: "/")
            guard folders.insert(Array(path.utf8)).inserted else { return }
            do throws(SystemError) {
                try Folder.create("\(root)/\(path)")
            } catch {
                throw .system(error)
            }
        }

        /// Returns its bytes; `nil` when it is damaged.
        private mutating func writeFile(
            _ path: String,
            _ isExecutable: Bool,
            _ reader: ArchiveReader
        ) throws(ZipError) -> UInt64? {
            let file: Descriptor
            do throws(SystemError) {
                file = try Descriptor.open(
                    "\(root)/\(path)",
                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
                    mode: isExecutable ? 0o755 : 0o644
                )
            } catch {
                throw .system(error)
            }
            summary.files += 1
            let number = file.number
            var written: Int64 = 0
            let before = summary.size
            do throws(ArchiveReader.ContentError) {
                try reader.readContent { (bytes, offset) throws(ZipError) in
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
            } catch {
                switch error {
                case .stopped(let error): throw error
                case .damaged(let reason):
                    faults.add(EntryFault(path, "it is damaged (\(reason)); pack the archive again"))
                    return nil
                }
            }
            summary.size = before + written
            return UInt64(written)
        }

        private func checkSize(_ size: Int64) throws(ZipError) {
            guard size <= limits.totalSize else {
                throw .limit("its files have more than \(limits.totalSize) bytes, which is the limit")
            }
            // As a product: a quotient would let the archive's next multiple pass.
            let (allowed, isHuge) = archiveSize.multipliedReportingOverflow(by: limits.ratio)
            guard size <= limits.ratioFreeSize || isHuge || size <= allowed else {
                throw .limit(
                    "its files are more than \(limits.ratio) times larger than the archive, which is the limit"
                )
            }
        }
    }
}
