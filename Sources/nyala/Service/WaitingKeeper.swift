import Glibc
import JobModel
import LinuxSystem

/// A keeper whose host has left, with jobs that go on; it waits for the command of the next host (see `command.h`).
struct WaitingKeeper {
    let process: Int32
    private let layout: HomeLayout

    /// How long the next host may take until it serves.
    private static let patience: Duration = .seconds(60)
    private static let pause: Duration = .milliseconds(50)

    /// `nil` when nobody waits.
    init?(_ layout: HomeLayout) {
        guard AtomicFile.exists(layout.nextHost), let process = HomeLock.holder(of: layout.lock) else { return nil }
        self.process = process
        self.layout = layout
    }

    /// What a keeper without a host has to say to somebody who starts the site.
    enum State {
        /// It waits for the command of a host like this program's.
        case understands
        /// It waits, and speaks the language of another version.
        case isOther
        /// Somebody else has written a command, and that host does not serve yet.
        case isStarting
    }

    /// To be asked with the lock of ``HomeLock/init(ofStart:)``: others may write a command at the same time.
    var state: State {
        // What cannot be read is not understood either.
        let text = (try? FileContents.text(layout.nextHost)).flatMap(\.self) ?? ""
        // A command has as many arguments as it says, each with a zero behind it; a keeper that waits has its version only.
        if text.utf8.contains(0) { return .isStarting }
        let version = text.split(separator: "\n").first.flatMap { Int($0) }
        return version == KeeperSocket.protocolVersion ? .understands : .isOther
    }

    /// Ends it and the jobs, at once.
    func end() async throws {
        _ = try ProcessHandle(process)?.send(SIGTERM)
        while isThere { try await Task.sleep(for: Self.pause) }
    }

    /// Lets it start a host with these arguments, the program first, and with this process's environment; returns when
    /// the host serves.
    func start(_ arguments: [String]) async throws {
        let failed = "\(layout.nextHost).failed"
        unlink(failed)
        try AtomicFile.write(Self.command(arguments), to: layout.nextHost, mode: 0o600)
        let deadline = ContinuousClock.now + Self.patience
        while AtomicFile.exists(layout.nextHost), !AtomicFile.exists(failed), isThere {
            guard ContinuousClock.now < deadline else {
                throw CommandFailure(
                    .failed,
                    "the host does not come to serve within \(Self.patience); see LogFiles/nyala.log"
                )
            }
            // Until it is heard: the keeper may still be busy with the end of the host before.
            _ = try ProcessHandle(process)?.send(SIGUSR1)
            try await Task.sleep(for: Self.pause)
        }
        if AtomicFile.exists(failed) {
            unlink(failed)
            throw CommandFailure(.failed, "the host ended before it served; its jobs go on. What it said stands above")
        }
        guard isThere else { throw CommandFailure(.failed, "the keeper of the jobs has ended, and the jobs with it") }
    }

    private var isThere: Bool { HomeLock.holder(of: layout.lock) == process }

    private static func command(_ arguments: [String]) -> [UInt8] {
        var bytes = Array("\(arguments.count)\n".utf8)
        for text in arguments { bytes += Array(text.utf8) + [0] }
        var next = environ
        while let variable = next.pointee {
            bytes += UnsafeBufferPointer(start: variable, count: strlen(variable)).map { UInt8(bitPattern: $0) } + [0]
            next += 1
        }
        return bytes
    }
}
