import Glibc
import JobModel
package import LinuxSystem
import Synchronization

/// Who changed what, one JSON object a line, in a file that is only ever added to.
///
/// A line is in the kernel's hands before the answer goes out, so it survives the end of the host. The file rolls at
/// ``Limits/size``; ``Limits/files`` are kept.
package final class AuditLog: Sendable {
    package struct Limits: Sendable, Hashable {
        /// Bytes after which the file rolls.
        package var size = 10 * 1024 * 1024
        /// Files that are kept, the current one included.
        package var files = 6

        package init() {}
    }

    private struct State {
        var file: SharedDescriptor?
        var problem: String?
    }

    private let path: String
    private let limits: Limits
    private let state = Mutex(State())

    /// The folder of the file must be there before the first line.
    package init(path: String, limits: Limits = Limits()) {
        self.path = path
        self.limits = limits
    }

    /// Why the last line could not be written; `nil` when it could.
    package var problem: String? {
        state.withLock { $0.problem }
    }

    /// Adds a line.
    ///
    /// One that cannot be written leaves ``problem``; the change it tells of is made all the same.
    ///
    /// Commands add lines as well while the host runs: each line is one write to the end of the file, and who finds
    /// that another has rolled it takes up the new one.
    package func append(_ entry: AuditEntry) {
        let line = entry.json.serialized() + [UInt8(ascii: "\n")]
        state.withLock { state in
            do throws(SystemError) {
                try add(line, &state)
                state.problem = nil
            } catch {
                state.file = nil
                state.problem = "the audit log cannot be written: \(error)"
            }
        }
    }

    private func add(_ line: [UInt8], _ state: inout State) throws(SystemError) {
        while true {
            if state.file == nil { state.file = try open() }
            guard let file = state.file else { return }
            // Held by a writer for one line only, so that nobody writes into a file that is being rolled.
            try check("flock", path: path) { flock(file.number, LOCK_EX) }
            defer { flock(file.number, LOCK_UN) }
            var (own, named) = (stat(), stat())
            try check("fstat", path: path) { fstat(file.number, &own) }
            let isThere = stat(path, &named) == 0 && own.st_ino == named.st_ino && own.st_dev == named.st_dev
            if isThere, own.st_size >= limits.size { roll() }
            guard isThere, own.st_size < limits.size else {
                state.file = nil
                continue
            }
            let result: Result<Void, SystemError> = line.withUnsafeBytes { bytes in
                Result { () throws(SystemError) in try file.write(bytes) }
            }
            return try result.get()
        }
    }

    private func open() throws(SystemError) -> SharedDescriptor {
        let file = try Descriptor.open(path, O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        try FileOwner.giveToOwner(ofFolder: folder, file: file)
        return SharedDescriptor(file)
    }

    /// `audit.log` becomes `audit.log.1`, that one `audit.log.2`, and the oldest goes.
    private func roll() {
        for number in stride(from: limits.files - 2, through: 1, by: -1) {
            rename("\(path).\(number)", "\(path).\(number + 1)")
        }
        rename(path, "\(path).1")
    }

    /// The newest entries that `isWanted` takes, newest first; reads files until there are `limit`.
    ///
    /// Blocks on the disk.
    package func entries(limit: Int, _ isWanted: (AuditEntry) -> Bool = { _ in true }) throws(SystemError)
        -> [AuditEntry]
    {
        var found: [AuditEntry] = []
        for number in 0..<limits.files where found.count < limit {
            let name = number == 0 ? path : "\(path).\(number)"
            // Twice the size at which it rolls: one long line may come on top.
            guard let bytes = try FileContents.read(name, limit: 2 * limits.size) else { continue }
            for line in bytes.split(separator: UInt8(ascii: "\n")).reversed() where found.count < limit {
                guard let value = try? JSONValue.parse(Array(line)), let entry = AuditEntry(value) else { continue }
                if isWanted(entry) { found.append(entry) }
            }
        }
        return found
    }
}
