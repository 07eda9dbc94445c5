import Glibc
import JobModel
import LinuxSystem

/// Which files were given to runs of a job, kept over the end of the host: one JSON object a line, later lines winning.
///
/// A file that is noted twice, or not at all because the host ended at that moment, costs a second run, never a lost
/// one.
struct FileLedger: Sendable {
    let path: String

    /// What is on record of files that are still there; the record is written anew without the others.
    ///
    /// Blocks on the disk.
    func load() -> [String: ArrivedFile.Stamp] {
        // A file that cannot be read is as good as none: files are given to runs once more.
        let bytes = (try? FileContents.read(path)) ?? []
        var files: [String: ArrivedFile.Stamp] = [:]
        var lineCount = 0
        for line in bytes.split(separator: 10) {
            lineCount += 1
            guard let file = Self.file(line) else { continue }
            files[file.path] = file.stamp
        }
        let known = files.filter { access($0.key, F_OK) == 0 }
        if known.count < lineCount {
            let lines = known.sorted { $0.key < $1.key }.flatMap {
                Self.line(ArrivedFile(path: $0.key, stamp: $0.value))
            }
            try? AtomicFile.write(lines, to: path)
        }
        return known
    }

    func note(_ file: ArrivedFile) throws(SystemError) {
        let descriptor = try Descriptor.open(path, O_WRONLY | O_CREAT | O_APPEND)
        try descriptor.write(Self.line(file))
    }

    private static func line(_ file: ArrivedFile) -> [UInt8] {
        JSONValue.object([
            "path": .string(file.path), "inode": .integer(Int(truncatingIfNeeded: file.stamp.inode)),
            "size": .integer(Int(file.stamp.size)), "modified": .integer(Int(file.stamp.modified)),
        ])
        .serialized() + [10]
    }

    private static func file(_ line: ArraySlice<UInt8>) -> ArrivedFile? {
        // A line that was cut off by the end of a host is passed over.
        guard let value = try? JSONValue.parse(Array(line)), let path = value["path"]?.string,
            let inode = value["inode"]?.integer, let size = value["size"]?.integer,
            let modified = value["modified"]?.integer
        else { return nil }
        let stamp = ArrivedFile.Stamp(
            inode: UInt64(truncatingIfNeeded: inode),
            size: Int64(size),
            modified: Int64(modified)
        )
        return ArrivedFile(path: path, stamp: stamp)
    }
}
