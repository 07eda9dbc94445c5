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
        /// Whether there is a folder with the files now.
        package var isOnDisk = true
    }

    /// Entries and bytes of an archive that is not worth a folder, nor a second thread.
    package static let smallCount = 32
    package static let smallSize: UInt64 = 1024 * 1024

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
    ///
    /// `sparesSmall`: of a small archive nothing is written; only the taker gets what is in it, all of it in memory.
    @discardableResult
    package func extract(
        _ archive: SharedDescriptor,
        to folder: String,
        sparesSmall: Bool = false,
        taker: @escaping Taker
    ) throws -> Summary {
        let rules = try judge(archive)
        let size = rules.planned.reduce(UInt64(0)) { $0 + $1.listed.size }
        let isSmall = rules.planned.count <= Self.smallCount && size <= Self.smallSize
        let isOnDisk = !(isSmall && sparesSmall)
        if isOnDisk { try makeFolders(rules.folders, below: folder) }
        let extraction = Extraction(
            archive: archive,
            planned: rules.planned,
            root: isOnDisk ? folder : nil,
            faultLimit: limits.faults,
            taker: taker
        )
        try extraction.run(alone: isSmall)
        return Summary(files: rules.planned.count { $0.kind != .folder }, size: Int64(size), isOnDisk: isOnDisk)
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
