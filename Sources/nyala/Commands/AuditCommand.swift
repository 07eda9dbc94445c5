import ArgumentParser
import AuditTrail
import JobModel

/// `nyala audit`: who changed what.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Show who changed what, and who was not let in, newest first; also while no host runs."
    )

    @OptionGroup var options: ClientOptions

    @Option(name: [.customShort("n"), .long], help: "At most this many entries.")
    var limit = 50

    @Option(help: ArgumentHelp("Only what this account or token did; local for commands.", valueName: "name"))
    var who: String?

    @Option(
        help: ArgumentHelp("Only entries since this time (RFC 3339), or this long ago (2h, 7d).", valueName: "time")
    )
    var since: String?

    @Flag(help: "Only what was refused or failed.")
    var refused = false

    func run() async throws {
        guard limit > 0 else { throw CommandFailure(.usage, "--limit must be at least 1") }
        let files = try AccessFiles(options.home.layout)
        let since = try PastTime.parse(since, now: files.now)
        let entries = try AccessFiles.run {
            try files.audit.entries(limit: limit) { entry in
                guard who == nil || entry.who == who, !refused || entry.status >= 400 else { return false }
                return since.map { entry.time >= $0 } ?? true
            }
        }
        if options.json { return Terminal.write(json: .array(entries.map(\.json))) }
        guard !entries.isEmpty else { return print("nothing was changed yet, or nothing that fits") }
        let rows = entries.map { entry in
            [
                entry.time.rfc3339(decimals: 0),
                entry.who.isEmpty ? "-" : entry.who,
                Self.source(entry),
                "\(entry.status)",
                "\(entry.method) \(entry.path)" + (entry.detail.map { "  (\($0))" } ?? ""),
            ]
        }
        print(Terminal.table([["TIME", "WHO", "FROM", "STATUS", "WHAT"]] + rows))
    }

    /// By what means, from where, and with which client certificate.
    private static func source(_ entry: AuditEntry) -> String {
        var parts = [entry.means]
        if !entry.address.isEmpty { parts.append(entry.address) }
        if let name = entry.certificate { parts.append("(certificate \(name))") }
        return parts.joined(separator: " ")
    }
}
