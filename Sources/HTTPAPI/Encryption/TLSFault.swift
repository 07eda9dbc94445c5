/// Why files cannot be used for TLS.
package enum TLSFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// What a file is given for; the raw value is its option.
    package enum Purpose: String, Sendable {
        case certificate = "--tls-certificate"
        case key = "--tls-key"
        case clientAuthority = "--tls-client-ca"

        var noun: String { self == .key ? "key" : "certificate" }
    }

    /// The program was compiled without it.
    case notBuiltIn
    case missing(Purpose, path: String)
    case unreadable(Purpose, path: String, reason: String)
    /// There is nothing in PEM form in it.
    case notPEM(Purpose, path: String, isDER: Bool)
    /// There is something else in it than what it was given for.
    case wrongContent(Purpose, path: String, found: [String])
    case encryptedKey(path: String)
    /// It says that it is PEM, and is broken.
    case damaged(Purpose, path: String)
    case mismatch(key: String, certificate: String)
    case unusable(path: String, reason: String)

    package var description: String {
        switch self {
        case .notBuiltIn:
            "This program was built without TLS: build one that has it with \"make release\" "
                + "(swift build -c release --traits TLS), or put a proxy that speaks TLS in front and name it with "
                + "--trusted-proxy."
        case .missing(let purpose, let path):
            "There is no file \(path): \(purpose.rawValue) names a file with a \(purpose.noun) in PEM form."
        case .unreadable(let purpose, let path, let reason):
            "\(path) (\(purpose.rawValue)) cannot be read: \(reason)."
        case .notPEM(let purpose, let path, let isDER):
            "\(path) (\(purpose.rawValue)) is not in PEM form"
                + (isDER ? " but looks like DER: convert it with \(Self.conversion(purpose, path))." : ".")
        case .wrongContent(let purpose, let path, let found):
            "\(path) (\(purpose.rawValue)) holds no \(purpose.noun) but \(found.joined(separator: ", "))"
                + (purpose == .clientAuthority ? "." : ": were --tls-certificate and --tls-key exchanged?")
        case .encryptedKey(let path):
            "The key in \(path) (--tls-key) is encrypted, and a host starts without anybody who could type the "
                + "password: take it off with openssl pkey -in \(path) -out FILE, and give the host FILE."
        case .damaged(let purpose, let path):
            "The \(purpose.noun) in \(path) (\(purpose.rawValue)) is damaged: it cannot be read to its end."
        case .mismatch(let key, let certificate):
            "The key in \(key) does not belong to the first certificate in \(certificate): give both of one pair, "
                + "the host's own certificate before all others of the file."
        case .unusable(let path, let reason):
            "The certificate in \(path) cannot be used: \(reason)."
        }
    }

    private static func conversion(_ purpose: Purpose, _ path: String) -> String {
        "openssl \(purpose == .key ? "pkey" : "x509") -inform der -in \(path) -out FILE"
    }
}
