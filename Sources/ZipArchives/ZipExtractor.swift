package import LinuxSystem

/// Unpacks zip archives that strangers made.
///
/// Nothing leaves the target folder: paths are checked, links and devices refused, and the folder must be fresh, so no
/// link can lie in the way. All that the archive's list says is judged before the first file is unpacked; what an entry
/// itself says is compared with it on the way. When something is wrong, the caller throws the folder away.
package struct ZipExtractor {
    package struct Summary: Sendable, Hashable {
        package var files = 0
        /// Bytes.
        package var size: Int64 = 0
    }

    /// Hears of each file as soon as it is complete, from one of two threads; the content is `nil` when it is too large
    /// to be held in memory.
    package typealias Taker = @Sendable (UnpackedFile, EntryContent?) throws -> Void

    private let limits: ZipLimits

    package init(limits: ZipLimits = ZipLimits()) {
        self.limits = limits
    }

    /// Unpacks into a folder that this makes and that must not exist.
    @discardableResult
    package func extract(_ archive: SharedDescriptor, to folder: String) throws(ZipError) -> Summary {
        do {
            return try extract(archive, to: folder) { _, _ in }
        } catch let error as ZipError {
            throw error
        } catch {
            preconditionFailure("nobody throws anything else: \(error)")
        }
    }

    /// Unpacks into a folder that this makes and that must not exist; throws ``ZipError``, and what the taker throws.
    @discardableResult
    package func extract(_ archive: SharedDescriptor, to folder: String, taker: @escaping Taker) throws -> Summary {
        let rules = try judge(archive)
        try makeFolders(rules.folders, below: folder)
        let extraction = Extraction(
            archive: archive,
            planned: rules.planned,
            root: folder,
            faultLimit: limits.faults,
            taker: taker
        )
        try extraction.run()
        let files = rules.planned.filter { $0.kind != .folder }
        return Summary(files: files.count, size: files.reduce(0) { $0 + Int64($1.listed.size) })
    }

    private func judge(_ archive: SharedDescriptor) throws(ZipError) -> (
        planned: [EntryRules.Planned], folders: Set<[UInt8]>
    ) {
        let size: Int64
        do throws(SystemError) {
            size = Int64(try archive.size())
        } catch {
            throw .notAnArchive("it cannot be read")
        }
        let directory = try ZipDirectory(archive, size: size, limits: limits)
        var rules = EntryRules(archiveSize: size, limits: limits)
        for listed in directory.entries { try rules.take(listed) }
        try rules.check()
        return (rules.planned, rules.folders)
    }

    /// Above before below.
    private func makeFolders(_ folders: Set<[UInt8]>, below root: String) throws(ZipError) {
        do throws(SystemError) {
            try Folder.create(root)
            for folder in folders.sorted(by: { $0.lexicographicallyPrecedes($1) }) where !folder.isEmpty {
                try Folder.create("\(root)/\(String(decoding: folder, as: UTF8.self))")
            }
        } catch {
            throw .system(error)
        }
    }
}
