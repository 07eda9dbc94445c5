import Glibc
import JobModel
import LinuxSystem

/// Which files were given to runs of a job, kept over the end of the host.
///
/// A file that is noted twice, or not at all because the host ended at that moment, costs a second run, never a lost
/// one.
struct FileLedger: Sendable {
    /// Lines that may be there beyond twice the files on record, before the record is written anew.
    static let maximumExcess = 1000

    private let file: JSONLinesFile

    init(path: String) {
        file = JSONLinesFile(path: path)
    }

    /// What is on record of files that are still there; the record is written anew without the others.
    ///
    /// Blocks on the disk.
    func load() -> [String: ArrivedFile.Stamp] {
        var files: [String: ArrivedFile.Stamp] = [:]
        let lines = file.read()
        for line in lines {
            if let path = line["path"]?.string { files[path] = Self.stamp(line) }
        }
        let known = files.filter { access($0.key, F_OK) == 0 }
        // Where it cannot be written, the next start reads the long one again.
        if known.count < lines.count { try? keep(known) }
        return known
    }

    /// Leaves these files on record and no others.
    func keep(_ files: [String: ArrivedFile.Stamp]) throws(SystemError) {
        try file.replace(
            with: files.sorted { $0.key < $1.key }.map { Self.line(ArrivedFile(path: $0.key, stamp: $0.value)) }
        )
    }

    func note(_ given: ArrivedFile) throws(SystemError) {
        try file.append(Self.line(given))
    }

    func noteGone(_ path: String) throws(SystemError) {
        try file.append(.object(["path": .string(path), "gone": .bool(true)]))
    }

    private static func line(_ file: ArrivedFile) -> JSONValue {
        .object([
            "path": .string(file.path), "inode": .integer(Int(truncatingIfNeeded: file.stamp.inode)),
            "size": .integer(Int(file.stamp.size)), "modified": .integer(Int(file.stamp.modified)),
        ])
    }

    /// `nil` for a file that is gone.
    private static func stamp(_ line: JSONValue) -> ArrivedFile.Stamp? {
        guard let inode = line["inode"]?.integer, let size = line["size"]?.integer,
            let modified = line["modified"]?.integer
        else { return nil }
        return ArrivedFile.Stamp(
            inode: UInt64(truncatingIfNeeded: inode),
            size: Int64(size),
            modified: Int64(modified)
        )
    }
}
