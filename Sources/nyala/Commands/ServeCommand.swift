import ArgumentParser
import Glibc
import HTTPAPI
import JobModel
import LinuxSystem

/// `nyala serve`: the host.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the host: keep jobs running, take pushes and requests, until SIGTERM or Ctrl-C."
    )

    @OptionGroup var home: HomeOption

    @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "host:port"))
    var listen = "127.0.0.1:8080"

    @Option(
        name: .customLong("trusted-proxy"),
        help: ArgumentHelp(
            "A proxy whose X-Forwarded-For, -Proto and -Host are believed; may be given several times.",
            valueName: "address[/bits]"
        )
    )
    var trustedProxies: [String] = []

    @OptionGroup var encryption: TLSOptions

    @Flag(help: "Let other machines in without TLS: passwords can be read on the way.")
    var insecureHttp = false

    @Flag(
        help: ArgumentHelp("Find jobs' processes without cgroups, as on systems that have none.", visibility: .hidden)
    )
    var withoutCgroups = false

    @Flag(help: ArgumentHelp("End the jobs with the host, however it ends.", visibility: .hidden))
    var withoutKeeper = false

    func run() async throws {
        let keeper = KeeperSocket.inherited()
        let layout = home.layout
        let address = try ListenOption.parse(listen)
        let proxies = try TrustedProxies(options: trustedProxies)
        let certificate = try encryption.certificate()
        guard certificate != nil || insecureHttp || address.isLoopback || !trustedProxies.isEmpty else {
            throw CommandFailure(
                .usage,
                "Other machines can reach \(listen), and passwords would come unencrypted: give a certificate with --tls-certificate and --tls-key, listen on 127.0.0.1 behind a proxy that speaks TLS, name that proxy with --trusted-proxy, or say --insecure-http."
            )
        }
        try Folder.create(layout.runtimeFolder, mode: 0o700)
        if keeper == nil, !withoutKeeper, try await followWaitingKeeper(layout) { return }
        let lock = try keeper == nil ? HomeLock(layout) : HomeLock(ofHost: layout)
        if !SiteSetup.exists(layout) {
            if case .generated(let password) = try SiteSetup.make(layout, user: "admin", password: nil) {
                print("made a home in \(layout.home)")
                print("account admin, password \(password)   (shown once)")
            }
        } else {
            // The program may have moved since the home was made.
            _ = try SiteSetup.make(layout, user: "admin", password: nil)
        }
        try ListenCheck.run(address)
        if keeper == nil, !withoutKeeper { try KeeperProgram.become(holding: lock) }
        let program = HostProgram(
            layout: layout,
            address: address,
            proxies: proxies,
            certificate: certificate,
            usesControlGroups: !withoutCgroups,
            keeperSocket: keeper
        )
        try await program.run()
        withExtendedLifetime(lock) {}
    }

    /// Where a host has left its jobs alone, their keeper starts the next one; whether that is so.
    private func followWaitingKeeper(_ layout: HomeLayout) async throws -> Bool {
        guard WaitingKeeper(layout) != nil else { return false }
        // Of several that start the site at once, one gives the command; what the others find then is what counts.
        let lock = try await HomeLock(ofStart: layout)
        defer { withExtendedLifetime(lock) {} }
        guard let waiting = WaitingKeeper(layout) else { return false }
        switch waiting.state {
        case .understands:
            break
        case .isStarting:
            let hint = "see LogFiles/nyala.log, or end all with nyala stop --all"
            throw CommandFailure(.failed, "a host that does not serve yet has been started for \(layout.home); \(hint)")
        case .isOther:
            Terminal.complain("the jobs' keeper is that of another version, so all jobs are started anew")
            try await waiting.end()
            return false
        }
        try await waiting.start([HostEnvironment.program] + CommandLine.arguments.dropFirst())
        print("the host is started by the keeper of the jobs (pid \(waiting.process)), which went on")
        return true
    }
}
