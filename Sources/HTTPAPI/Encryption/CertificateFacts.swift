import JobModel

/// What is to be known of the certificate that a host shows.
struct CertificateFacts: Sendable, Hashable {
    /// With less than this left somebody should renew it: what renews by itself has done so weeks before.
    static let leastValidity = Duration.seconds(14 * 86_400)

    /// The file.
    let path: String
    /// The common name of its subject; `nil` where it has none.
    let name: String?
    let validFrom: Timestamp
    let validUntil: Timestamp

    /// Why clients do not trust it, or soon will not; `nil` when all is well.
    func problem(at now: Timestamp) -> String? {
        let end = validUntil.rfc3339(decimals: 0)
        if now > validUntil { return "the TLS certificate in \(path) has expired: it was valid until \(end); renew it" }
        if now < validFrom {
            return "the TLS certificate in \(path) is not valid before \(validFrom.rfc3339(decimals: 0))"
        }
        let left = validUntil - now
        guard left < Self.leastValidity else { return nil }
        let days = left.components.seconds / 86_400
        return "the TLS certificate in \(path) expires in \(days == 1 ? "1 day" : "\(days) days"), at \(end); renew it"
    }
}
