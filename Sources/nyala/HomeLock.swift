import Glibc
import JobModel
import LinuxSystem

/// Makes sure that one host serves a home; held until the process ends, however it ends.
struct HomeLock {
    private let file: SharedDescriptor

    init(_ layout: HomeLayout) throws {
        file = SharedDescriptor(try Descriptor.open(layout.lock, O_RDWR | O_CREAT, mode: 0o600))
        guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
            let owner = (try? FileContents.text(layout.lock))?.split(separator: "\n").first ?? "?"
            throw CommandFailure(.failed, "another host serves \(layout.home) already (pid \(owner)); stop it first")
        }
        ftruncate(file.number, 0)
        let text = Array("\(getpid())\n".utf8)
        try text.withUnsafeBytes { try file.write($0) }
    }
}
