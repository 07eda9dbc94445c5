import Clibarchive
import Glibc
package import JobModel

/// Makes a zip archive, a piece at a time: what has been made so far can be taken away and sent.
///
/// Nothing of it is kept but the list of entries at the end.
package final class ZipWriter {
    /// The bytes that libarchive hands out, until they are taken.
    private final class Output {
        var bytes: [UInt8] = []
    }

    /// libarchive turns names into the locale's characters, and the C locale has only ASCII.
    private static let hasLocale: Bool = setlocale(LC_CTYPE, "C.UTF-8") != nil

    private let archive: OpaquePointer
    private let output = Output()
    /// Bytes that may still come of the file that was begun last.
    private var rest = 0

    package init() throws(ZipError) {
        _ = Self.hasLocale
        guard let made = archive_write_new() else { throw .notMade("out of memory") }
        archive = made
        try check(archive_write_set_format_zip(archive))
        // Handed out as it comes, and not filled up at the end.
        try check(archive_write_set_bytes_per_block(archive, 0))
        try check(archive_write_set_bytes_in_last_block(archive, 1))
        let client = Unmanaged.passUnretained(output).toOpaque()
        // It lives as long as the archive: both are this writer's.
        try check(
            archive_write_open(
                archive,
                client,
                nil,
                { _, client, bytes, count in
                    guard let client else { return -1 }
                    let output = Unmanaged<Output>.fromOpaque(client).takeUnretainedValue()
                    output.bytes.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
                    return count
                },
                nil
            )
        )
    }

    deinit {
        archive_write_free(archive)
    }

    /// `path` is relative, its parts joined by `/`.
    package func addFolder(_ path: String, modified: Timestamp) throws(ZipError) {
        try begin("\(path)/", S_IFDIR, 0o755, modified)
    }

    /// Begins a file of which at most `size` bytes follow, or fewer: it may be cut off while it is read.
    package func beginFile(
        _ path: String,
        size: Int,
        isExecutable: Bool,
        modified: Timestamp
    ) throws(ZipError) {
        rest = size
        try begin(path, S_IFREG, isExecutable ? 0o755 : 0o644, modified)
    }

    /// Goes on with the file that was begun last; what is more than its size is left out.
    package func write(_ bytes: [UInt8]) throws(ZipError) {
        let bytes = bytes.prefix(rest)
        rest -= bytes.count
        let count = bytes.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw .notMade(reason) }
    }

    /// Writes the list of entries; nothing may follow.
    package func finish() throws(ZipError) {
        try check(archive_write_close(archive))
    }

    /// What was made since this was asked last.
    package func takeOutput() -> [UInt8] {
        defer { output.bytes = [] }
        return output.bytes
    }

    private func begin(
        _ path: String,
        _ type: mode_t,
        _ permissions: mode_t,
        _ modified: Timestamp
    ) throws(ZipError) {
        guard let entry = archive_entry_new() else { throw .notMade("out of memory") }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname(entry, path)
        archive_entry_set_mode(entry, type | permissions)
        // Of a file the number of its bytes follows behind them.
        if type == S_IFDIR { archive_entry_set_size(entry, 0) }
        archive_entry_set_mtime(entry, time_t(modified.seconds), 0)
        try check(archive_write_header(archive, entry))
    }

    /// A warning (a name that cannot be written in its own characters) still leaves a good archive.
    private func check(_ status: Int32) throws(ZipError) {
        guard status == ARCHIVE_OK || status == ARCHIVE_WARN else { throw .notMade(reason) }
    }

    private var reason: String {
        archive_error_string(archive).map { String(cString: $0) } ?? "unknown error"
    }
}
