import ArgumentParser
import Glibc
import HTTPAPI

/// With which files `nyala serve` speaks TLS.
struct TLSOptions: ParsableArguments {
    @Option(
        name: .customLong("tls-certificate"),
        help: ArgumentHelp(
            "Speak TLS with this certificate and those behind it in the file (PEM); read again when it changes.",
            valueName: "file"
        )
    )
    var certificateFile: String?

    @Option(name: .customLong("tls-key"), help: ArgumentHelp("The key of the certificate (PEM).", valueName: "file"))
    var keyFile: String?

    @Option(
        name: .customLong("tls-client-ca"),
        help: ArgumentHelp(
            "Ask clients for a certificate that one of these (PEM) vouches for; the audit log names it.",
            valueName: "file"
        )
    )
    var clientAuthorityFile: String?

    @Flag(name: .customLong("tls-client-required"), help: "Refuse clients that have no certificate.")
    var requiresClientCertificate = false

    /// Loads the certificate; `nil` where none is given.
    func certificate() throws -> ServedCertificate? {
        guard let certificateFile, let keyFile else {
            guard certificateFile == nil, keyFile == nil else {
                throw CommandFailure(.usage, "--tls-certificate and --tls-key belong together: give both")
            }
            guard clientAuthorityFile == nil, !requiresClientCertificate else {
                throw CommandFailure(.usage, "certificates of clients need TLS: give --tls-certificate and --tls-key")
            }
            return nil
        }
        guard clientAuthorityFile != nil || !requiresClientCertificate else {
            throw CommandFailure(.usage, "--tls-client-required needs --tls-client-ca: who may vouch for clients?")
        }
        do throws(TLSFault) {
            return try ServedCertificate(
                TLSFiles(
                    certificate: Self.absolute(certificateFile),
                    key: Self.absolute(keyFile),
                    clientAuthority: clientAuthorityFile.map(Self.absolute),
                    requiresClientCertificate: requiresClientCertificate
                )
            )
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
    }

    /// Links stay what they are: where they lead may change.
    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return "\(String(cString: folder))/\(path)"
    }
}
