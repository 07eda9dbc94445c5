import Glibc
package import JobModel
package import LinuxSystem
package import Logging

/// All sinks of a host.
package struct LogSinks: Sendable {
    /// Of what there may be; one that is not wanted is forgotten.
    private static let names = ["journald", "otlp"]

    package let sinks: [LogSink]
    /// What was misunderstood in the settings, one sentence each.
    package let faults: [String]

    /// A host without any.
    package init() {
        sinks = []
        faults = []
    }

    /// What a sink has not got yet goes to it when it is wanted again without a host in between that had it not.
    package init(
        _ settings: LogSinkSettings,
        layout: HomeLayout,
        clock: any TimeSource,
        logger: Logger
    ) throws(SystemError) {
        faults = settings.faults
        for fault in faults { logger.warning("a setting is not taken", metadata: ["error": "\(fault)"]) }
        let wanted = Set(settings.receivers.map(\.name))
        for name in Self.names where !wanted.contains(name) { unlink(LogSink.bookPath(name, layout)) }
        // Where it cannot be made, the sink's book says so: a full disk must not keep the host from its jobs.
        if !wanted.isEmpty { try? Folder.create(layout.logSinks, mode: 0o700) }
        sinks = try settings.receivers.map { receiver throws(SystemError) in
            try LogSink(receiver, layout: layout, clock: clock, logger: logger)
        }
    }

    package var problems: [String] { faults + sinks.flatMap(\.problems) }
}
