import DirectoryWatch
import JobModel
package import LinuxSystem
package import Logging
import ServiceLifecycle

/// Has a host show its new certificate when the files of the old one were replaced; connections that are open go on.
package struct CertificateWatch: Service {
    private let certificate: ServedCertificate
    private let clock: any TimeSource
    private let logger: Logger
    private let loop: SystemLoop

    package init(_ certificate: ServedCertificate, clock: any TimeSource, logger: Logger) throws(SystemError) {
        self.certificate = certificate
        self.clock = clock
        self.logger = logger
        loop = try SystemLoop(name: "nyala-tls")
    }

    /// Has somebody else see that it goes on.
    package func join(_ watch: LoopWatch) {
        watch.add("tls", loop.post)
    }

    package func run() async throws {
        warn()
        // It is made on the loop's thread, and lives there until the process ends.
        loop.post { [self] in
            FileWatcher(paths: certificate.files.paths, loop: loop, clock: clock, onLook: look).start()
        }
        try await gracefulShutdown()
    }

    private func look() {
        switch certificate.look() {
        case .unchanged: break
        case .loaded:
            let facts = certificate.loaded.facts
            logger.notice(
                "the TLS certificate was loaded anew",
                metadata: [
                    "path": "\(facts.path)", "name": "\(facts.name ?? "")",
                    "until": "\(facts.validUntil.rfc3339(decimals: 0))",
                ]
            )
            warn()
        case .refused(let fault):
            logger.error("the TLS files cannot be used, the last good ones are", metadata: ["error": "\(fault)"])
        }
    }

    private func warn() {
        for warning in certificate.warnings(at: clock.wallTime()) {
            logger.warning("the TLS files want attention", metadata: ["error": "\(warning)"])
        }
    }
}
