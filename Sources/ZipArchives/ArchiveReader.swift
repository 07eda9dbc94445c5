import Clibarchive
import Glibc
import LinuxSystem

/// One zip archive being read from an open file, entry by entry; with ``ZipWriter`` the only door to libarchive.
final class ArchiveReader {
    /// What an entry is, as far as it matters here.
    enum Kind {
        case file(isExecutable: Bool)
        case folder
        case link
        case other
    }

    struct Entry {
        /// As libarchive reads it, which composes its characters; `nil` when it is not UTF-8.
        let path: String?
        let kind: Kind
        let isEncrypted: Bool
    }

    /// The entry whose header or content cannot be read.
    struct Damage: Error {
        let reason: String
    }

    private static let blockSize = 64 * 1024
    /// libarchive turns names into the locale's characters, and the C locale has only ASCII.
    static let hasLocale: Bool = setlocale(LC_CTYPE, "C.UTF-8") != nil

    private let archive: OpaquePointer
    private var entry: OpaquePointer?

    /// The file must be seekable: the list of entries is at its end.
    init(_ file: SharedDescriptor) throws(ZipError) {
        _ = Self.hasLocale
        guard let made = archive_read_new() else { throw .notAnArchive("out of memory") }
        archive = made
        // The other way to read an archive, from its beginning, would take one that is cut off for a whole one.
        archive_read_support_format_zip_seekable(archive)
        lseek(file.number, 0, SEEK_SET)
        let status = archive_read_open_fd(archive, file.number, Self.blockSize)
        guard status == ARCHIVE_OK else { throw .notAnArchive(reason) }
    }

    deinit {
        archive_read_free(archive)
    }

    /// The next entry; `nil` at the end.
    ///
    /// Behind a damaged one there is nothing more to read.
    func next() throws(Damage) -> Entry? {
        switch archive_read_next_header(archive, &entry) {
        case ARCHIVE_EOF:
            return nil
        case ARCHIVE_OK, ARCHIVE_WARN:
            guard let entry else { throw Damage(reason: reason) }
            return Entry(
                path: archive_entry_pathname(entry).flatMap { String(validatingCString: $0) },
                kind: Self.kind(entry),
                isEncrypted: archive_entry_is_encrypted(entry) != 0
            )
        default:
            // ARCHIVE_RETRY, ARCHIVE_FAILED and ARCHIVE_FATAL: the last repeats for ever.
            throw Damage(reason: reason)
        }
    }

    /// What ``readContent(_:)`` ends with.
    enum ContentError: Error {
        case damaged(String)
        /// Of the caller.
        case stopped(ZipError)
    }

    /// Hands out the content of the current entry, piece by piece, each with its offset in the file.
    func readContent(
        _ body: (UnsafeRawBufferPointer, Int64) throws(ZipError) -> Void
    ) throws(ContentError) {
        while true {
            var block: UnsafeRawPointer?
            var count = 0
            var offset: la_int64_t = 0
            switch archive_read_data_block(archive, &block, &count, &offset) {
            case ARCHIVE_EOF: return
            case ARCHIVE_OK:
                do throws(ZipError) {
                    try body(UnsafeRawBufferPointer(start: block, count: count), offset)
                } catch {
                    throw .stopped(error)
                }
            // A warning here is a wrong checksum or a wrong size.
            default: throw .damaged(reason)
            }
        }
    }

    private var reason: String {
        archive_error_string(archive).map { String(cString: $0) } ?? "unknown error"
    }

    private static func kind(_ entry: OpaquePointer) -> Kind {
        if archive_entry_hardlink(entry) != nil || archive_entry_symlink(entry) != nil { return .link }
        switch archive_entry_filetype(entry) {
        case S_IFREG: return .file(isExecutable: archive_entry_perm(entry) & 0o111 != 0)
        case S_IFDIR: return .folder
        case S_IFLNK: return .link
        // Archives made on Windows say nothing.
        case 0: return .file(isExecutable: false)
        default: return .other
        }
    }
}
