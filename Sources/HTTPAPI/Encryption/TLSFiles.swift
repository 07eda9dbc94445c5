/// The files, in PEM form, that a host speaks TLS with; their paths are absolute.
package struct TLSFiles: Sendable, Hashable {
    /// The host's certificate, and behind it those that lead to one that clients trust.
    package let certificate: String
    /// The key of the certificate.
    package let key: String
    /// The certificates of those who vouch for clients; `nil` where clients are not asked for one.
    package let clientAuthority: String?
    /// Whether a client that has no certificate is not let in.
    package let requiresClientCertificate: Bool

    package init(
        certificate: String,
        key: String,
        clientAuthority: String? = nil,
        requiresClientCertificate: Bool = false
    ) {
        self.certificate = certificate
        self.key = key
        self.clientAuthority = clientAuthority
        self.requiresClientCertificate = requiresClientCertificate
    }

    var paths: [String] { [certificate, key] + [clientAuthority].compactMap(\.self) }
}
