import Hummingbird
import NIOCore

#if TLS
    import NIOSSL
#endif

extension APIContext {
    /// Bytes of a name that are kept; the standard for certificates allows fewer.
    private static let longestName = 128

    /// Whom the client's certificate names, which one of those vouches for that the host was told of; `nil` where the
    /// client has shown none.
    func peerCommonName() async -> String? {
        #if TLS
            // A connection that has ended while this was asked needs no name.
            guard let certificate = try? await channel.nioSSL_peerCertificate().get() else { return nil }
            return String((certificate.commonName ?? "").filter { !$0.isNewline }.prefix(Self.longestName))
        #else
            return nil
        #endif
    }
}
