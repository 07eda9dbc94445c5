import JobModel
import LinuxSystem
import Logging

/// The file `status_INSTANCE` of a continuous job, in which the original tells others what the job does.
///
/// It belongs to the host's loop. A restart passes through several statuses within a millisecond or two: only what
/// lasts is written, and by the thread of the logs, so that a restart does not wait for the disk.
final class StatusFile {
    /// A status is written when it has lasted this long.
    static let settleTime: Duration = .milliseconds(20)

    private let folder: String
    private let name: String
    private let loop: SystemLoop
    private let outputLoop: SystemLoop
    private let clock: any TimeSource
    private let logger: Logger
    private var latest: ContinuousStatus?
    private var written: ContinuousStatus?
    private var timer: TimerID?

    /// `folder`: the job's data folder.
    init(
        folder: String,
        instance: InstanceID,
        loop: SystemLoop,
        outputLoop: SystemLoop,
        clock: any TimeSource,
        logger: Logger
    ) {
        self.folder = folder
        name = "status_\(instance)"
        self.loop = loop
        self.outputLoop = outputLoop
        self.clock = clock
        self.logger = logger
    }

    func show(_ status: ContinuousStatus) {
        latest = status
        guard timer == nil, latest != written else { return }
        timer = loop.schedule(at: clock.monotonicTime() + Self.settleTime) { [self] in
            timer = nil
            write()
        }
    }

    /// Writes what is not yet written, as the last act of a host.
    func flush() {
        if let timer { loop.cancel(timer) }
        timer = nil
        write()
    }

    private func write() {
        guard let status = latest, status != written else { return }
        written = status
        outputLoop.post { [folder, name, logger] in
            do {
                try Self.write(Array("{\"Status\":\"\(status.rawValue)\"}".utf8), folder, name)
            } catch {
                // It must not stop the job; the API tells the status all the same.
                logger.warning("status cannot be written", metadata: ["error": "\(error)"])
            }
        }
    }

    private static func write(_ bytes: [UInt8], _ folder: String, _ name: String) throws(SystemError) {
        do throws(SystemError) {
            try AtomicFile.write(bytes, to: "\(folder)/\(name)")
        } catch {
            // Mostly it is there.
            guard error.isMissing else { throw error }
            try Folder.create(folder)
            try AtomicFile.write(bytes, to: "\(folder)/\(name)")
        }
    }
}
