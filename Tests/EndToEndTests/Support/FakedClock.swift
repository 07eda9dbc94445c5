import JobModel
import LinuxSystem
import Synchronization
import TestKit
import Testing

/// A wall clock of one test's own, which the programs started with it take for the machine's (libfaketime).
///
/// It stands still until it is told to run, so that a slow machine has all the time it needs before the moment that
/// matters. Programs see at once when it is set; but their monotonic clock always runs, and the kernel, which knows
/// nothing of it, tells nobody.
final class FakedClock: Sendable {
    private enum State {
        case standing(at: Timestamp)
        case running(ahead: Duration)
    }

    private let scratch: ScratchDirectory
    private let preload: String
    private let machine = SystemClock()
    private let state: Mutex<State>

    init(standingAt time: Timestamp) throws {
        scratch = try ScratchDirectory()
        preload = try #require(Self.preloadPath, "libfaketime is missing; install it with: packaging/deps.sh test")
        state = Mutex(.standing(at: time))
        try stand(at: time)
    }

    private static let preloadPath: String? = {
        // Its folder has the name of the machine's architecture. A folder that cannot be read has no library.
        let folders = (try? Folder.names(in: "/usr/lib")) ?? []
        let folder = folders.map { "/usr/lib/\($0)/faketime" }.first { Folder.exists($0) }
        return folder.map { "\($0)/libfaketimeMT.so.1" }
    }()

    /// What a program is started with to live by this clock.
    var environment: [String: String] {
        [
            "LD_PRELOAD": preload,
            "FAKETIME_TIMESTAMP_FILE": scratch.at("time"),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "TZ": "UTC",
        ]
    }

    var now: Timestamp {
        switch state.withLock({ $0 }) {
        case .standing(let time): time
        case .running(let ahead): machine.wallTime() + ahead
        }
    }

    /// Stops the clock at a whole second.
    func stand(at time: Timestamp) throws {
        let words = time.rfc3339(decimals: 0).split { $0 == "T" || $0 == "Z" }
        try scratch.write("time", words.joined(separator: " ") + "\n")
        state.withLock { $0 = .standing(at: time) }
    }

    /// Lets the clock run on, from another time if one is given.
    func run(from time: Timestamp? = nil) throws {
        let ahead = (time ?? now) - machine.wallTime()
        let seconds = ahead / .seconds(1)
        try scratch.write("time", seconds < 0 ? "\(seconds)\n" : "+\(seconds)\n")
        state.withLock { $0 = .running(ahead: ahead) }
    }

    /// Lets the clock run to a time and stops it there.
    func run(until time: Timestamp) async throws {
        try run()
        try await eventually("it is \(time)") { now >= time }
        try stand(at: time)
    }

    /// Removes what a killed program leaves in the machine's shared memory, where the next one with its number would
    /// stumble over it.
    func forget(_ processID: Int32) throws {
        try Folder.removeTree("/dev/shm/faketime_shm_\(processID)")
        try Folder.removeTree("/dev/shm/sem.faketime_sem_\(processID)")
    }
}

extension Timestamp {
    static func - (left: Self, right: Duration) -> Self {
        left + right * -1
    }
}
