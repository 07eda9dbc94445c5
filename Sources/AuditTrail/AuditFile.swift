import Glibc
import JobModel
import LinuxSystem
import Synchronization

/// One file of entries, a JSON object a line, that is only ever added to.
///
/// A line is in the kernel's hands before the answer goes out, so it survives the end of the host.
final class AuditFile: Sendable {
    typealias Limits = AuditLog.Limits

    private struct State {
        var file: SharedDescriptor?
        var problem: String?
    }

    private let path: String
    private let limits: Limits
    private let state = Mutex(State())

    /// The folder of the file must be there before the first line.
    init(path: String, limits: Limits) {
        self.path = path
        self.limits = limits
    }

    /// Why the last line could not be written; `nil` when it could.
    var problem: String? {
        state.withLock { $0.problem }
    }

    /// Adds a line.
    ///
    /// One that cannot be written leaves ``problem``; the change it tells of is made all the same.
    ///
    /// Commands add lines as well while the host runs: each line is one write to the end of the file, and who finds
    /// that another has rolled it takes up the new one.
    func append(_ entry: AuditEntry) {
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
            let line = try endsWithLine(file, Int(own.st_size)) ? line : [UInt8(ascii: "\n")] + line
            let result: Result<Void, SystemError> = line.withUnsafeBytes { bytes in
                Result { () throws(SystemError) in try file.write(bytes) }
            }
            return try result.get()
        }
    }

    /// A line that was cut off, as by a full disk, must not swallow the next one.
    private func endsWithLine(_ file: SharedDescriptor, _ size: Int) throws(SystemError) -> Bool {
        guard size > 0 else { return true }
        var last: UInt8 = 0
        let count = try check("pread", path: path) { pread(file.number, &last, 1, off_t(size - 1)) }
        return count == 0 || last == UInt8(ascii: "\n")
    }

    /// Nothing but a file: a pipe in its place would hold up every request, a link lead elsewhere.
    private func open() throws(SystemError) -> SharedDescriptor {
        let flags = O_RDWR | O_CREAT | O_APPEND | O_NONBLOCK | O_NOFOLLOW
        let file = try Descriptor.open(path, flags, mode: 0o600)
        var information = stat()
        let number = file.number
        try check("fstat", path: path) { fstat(number, &information) }
        guard information.st_mode & S_IFMT == S_IFREG else {
            throw SystemError(call: "open", path: path, code: EINVAL)
        }
        let folder = path.pathAbove
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
    func entries(limit: Int, _ isWanted: (AuditEntry) -> Bool) throws(SystemError) -> [AuditEntry] {
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
