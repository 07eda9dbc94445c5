import Glibc
import JobModel
import LinuxSystem

/// Makes sure that one host serves a home; held until the process ends, however it ends.
///
/// A lock of the process, not of the open file: a job that is just being started when the host is killed holds a copy of
/// the open file for a moment, and the next host must not wait for it.
struct HomeLock {
    private let file: SharedDescriptor

    /// How long an earlier host of the same keeper may take to be gone, once it was killed.
    private static let patience: Duration = .seconds(10)
    /// How long another start of the site may take.
    private static let startPatience: Duration = .seconds(90)
    /// Milliseconds between two tries.
    private static let pause: Int32 = 2

    /// Of whoever serves the home: the keeper, or a host without one.
    init(_ layout: HomeLayout) throws {
        file = try Self.open(layout.lock)
        guard try Self.take(file) else {
            let owner = (try? FileContents.text(layout.lock))?.split(separator: "\n").first ?? "?"
            throw CommandFailure(.failed, "another host serves \(layout.home) already (pid \(owner)); stop it first")
        }
        ftruncate(file.number, 0)
        let text = Array("\(getpid())\n".utf8)
        try text.withUnsafeBytes { try file.write($0) }
    }

    /// Of the host below a keeper; waits until the one before is gone.
    init(ofHost layout: HomeLayout) throws {
        file = try Self.open(layout.hostLock)
        let deadline = ContinuousClock.now + Self.patience
        while try !Self.take(file) {
            guard ContinuousClock.now < deadline else {
                throw CommandFailure(.failed, "the host before this one, which serves \(layout.home), does not end")
            }
            poll(nil, 0, Self.pause)
        }
    }

    /// Of whoever gives a keeper the command of its next host; waits until another one has done so.
    init(ofStart layout: HomeLayout) async throws {
        file = try Self.open(layout.startLock)
        let deadline = ContinuousClock.now + Self.startPatience
        while try !Self.take(file) {
            guard ContinuousClock.now < deadline else {
                throw CommandFailure(
                    .failed,
                    "somebody else starts a host for \(layout.home) and does not come to an end"
                )
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Keeps the lock for the program that this process is about to become.
    func outliveExecution() throws {
        try check("fcntl") { fcntl(file.number, F_SETFD, 0) }
    }

    /// The process that holds a lock of this kind; `nil` when nobody does.
    static func holder(of path: String) -> Int32? {
        // Not there, or not to be read: nobody serves who could be asked.
        guard let file = try? Descriptor.open(path, O_RDWR) else { return nil }
        var lock = Glibc.flock()
        lock.l_type = Int16(F_WRLCK)
        guard fcntl(file.number, F_GETLK, &lock) == 0, lock.l_type != Int16(F_UNLCK) else { return nil }
        return lock.l_pid
    }

    private static func open(_ path: String) throws -> SharedDescriptor {
        SharedDescriptor(try Descriptor.open(path, O_RDWR | O_CREAT, mode: 0o600))
    }

    private static func take(_ file: SharedDescriptor) throws -> Bool {
        var lock = Glibc.flock()
        lock.l_type = Int16(F_WRLCK)
        return fcntl(file.number, F_SETLK, &lock) == 0
    }
}
