import JobModel
import SiteSettings
import Testing

@testable import HTTPAPI

@Suite struct PEMLabelsTests {
    private static let certificate = "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n"
    private static let key = "-----BEGIN PRIVATE KEY-----\nMII=\n-----END PRIVATE KEY-----\n"

    static let rows: [(TLSFault.Purpose, String, TLSFault?)] = [
        (.certificate, certificate, nil),
        (.certificate, "Some words\r\n\r\n" + certificate, nil),
        (.certificate, key + certificate, nil),
        (.certificate, "-----BEGIN TRUSTED CERTIFICATE-----\n", nil),
        (.certificate, "", .notPEM(.certificate, path: "f", isDER: false)),
        (.certificate, "0\u{82}", .notPEM(.certificate, path: "f", isDER: true)),
        (.certificate, " -----BEGIN CERTIFICATE-----\n", .notPEM(.certificate, path: "f", isDER: false)),
        (.certificate, "-----BEGIN CERTIFICATE", .notPEM(.certificate, path: "f", isDER: false)),
        (.certificate, key, .wrongContent(.certificate, path: "f", found: ["PRIVATE KEY"])),
        (
            .certificate, "-----BEGIN CERTIFICATE REQUEST-----\n",
            .wrongContent(.certificate, path: "f", found: ["CERTIFICATE REQUEST"])
        ),
        (.clientAuthority, certificate + certificate, nil),
        (.clientAuthority, key, .wrongContent(.clientAuthority, path: "f", found: ["PRIVATE KEY"])),
        (.key, key, nil),
        (.key, certificate + key, nil),
        (.key, "-----BEGIN EC PARAMETERS-----\n-----BEGIN EC PRIVATE KEY-----\n", nil),
        (.key, "-----BEGIN RSA PRIVATE KEY-----\n", nil),
        (.key, certificate, .wrongContent(.key, path: "f", found: ["CERTIFICATE"])),
        (.key, "-----BEGIN ENCRYPTED PRIVATE KEY-----\n", .encryptedKey(path: "f")),
        (.key, "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n", .encryptedKey(path: "f")),
        (.key, "-----BEGIN PUBLIC KEY-----\n", .wrongContent(.key, path: "f", found: ["PUBLIC KEY"])),
    ]

    @Test(arguments: rows)
    func `a file holds what it was given for`(purpose: TLSFault.Purpose, text: String, fault: TLSFault?) {
        #expect(PEMLabels(Array(text.utf8)).fault(purpose, "f") == fault)
    }
}

@Suite struct CertificateFactsTests {
    private static let day: Int64 = 86_400

    static let rows: [(Int64, String?)] = [
        (-1, "the TLS certificate in f is not valid before 1970-01-01T00:00:00Z"),
        (0, nil),
        (86 * day, nil),
        (86 * day + 1, "the TLS certificate in f expires in 13 days, at 1970-04-11T00:00:00Z; renew it"),
        (99 * day, "the TLS certificate in f expires in 1 day, at 1970-04-11T00:00:00Z; renew it"),
        (100 * day - 1, "the TLS certificate in f expires in 0 days, at 1970-04-11T00:00:00Z; renew it"),
        (100 * day + 1, "the TLS certificate in f has expired: it was valid until 1970-04-11T00:00:00Z; renew it"),
    ]

    @Test(arguments: rows)
    func `a certificate is in order until a fortnight before its end`(second: Int64, problem: String?) {
        let facts = CertificateFacts(
            path: "f",
            name: "a",
            validFrom: Timestamp(seconds: 0),
            validUntil: Timestamp(seconds: 100 * Self.day)
        )
        #expect(facts.problem(at: Timestamp(seconds: second)) == problem)
    }
}

@Suite struct PlainTextRefusalTests {
    @Test func `methods of HTTP are told from the beginnings of TLS`() {
        for method in ["GET", "POST", "options", "PRI", "x"] {
            #expect(method.utf8.first.map(PlainTextRefusal.Beginning.init) == .plainText, "\(method)")
        }
        #expect(PlainTextRefusal.Beginning(0x16) == .handshake)
        // An alert, and a greeting of the old kind.
        for byte: UInt8 in [0x15, 0x80, 0, 0xFF] { #expect(PlainTextRefusal.Beginning(byte) == .neither, "\(byte)") }
    }
}

@Suite struct EncryptedRequestsTests {
    @Test(arguments: [(nil, 31_536_000), ("0", 0), ("1d", 86_400), ("for ever", 31_536_000)] as [(String?, Int64)])
    func `browsers stay with TLS as long as the setting says`(text: String?, seconds: Int64) {
        let variables = text.map { ["http.strict_transport": $0] } ?? [:]
        let settings = AppSettings(variables: variables)
        #expect(EncryptedRequests.strictTransport(settings) == .seconds(seconds))
    }
}
