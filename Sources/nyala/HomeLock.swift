import Glibc
import JobModel
import LinuxSystem

/// Makes sure that one host serves a home; held until the process ends, however it ends.
///
/// A lock of the process, not of the open file: a job that is just being started when the host is killed holds a copy of
/// the open file for a moment, and the next host must not wait for it.
struct HomeLock {
    private let file: SharedDescriptor

    init(_ layout: HomeLayout) throws {
        file = SharedDescriptor(try Descriptor.open(layout.lock, O_RDWR | O_CREAT, mode: 0o600))
        var lock = Glibc.flock()
        lock.l_type = Int16(F_WRLCK)
        guard fcntl(file.number, F_SETLK, &lock) == 0 else {
            let owner = (try? FileContents.text(layout.lock))?.split(separator: "\n").first ?? "?"
            throw CommandFailure(.failed, "another host serves \(layout.home) already (pid \(owner)); stop it first")
        }
        ftruncate(file.number, 0)
        let text = Array("\(getpid())\n".utf8)
        try text.withUnsafeBytes { try file.write($0) }
    }
}
