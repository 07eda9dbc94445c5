import JobModel
import SiteSettings

/// The proxies whose word counts for where a request comes from: those of the command line, which hold as long as the
/// host runs, and those of the site's settings, which may change.
struct TrustedProxies: Sendable {
    private let fixed: [AddressPrefix]

    init(options: [String]) throws {
        fixed = try options.map { text in
            guard let prefix = AddressPrefix(text) else {
                throw CommandFailure(
                    .usage,
                    "\"\(text)\" is no address of a proxy; write 10.0.0.2, 10.0.0.0/8 or ::1"
                )
            }
            return prefix
        }
    }

    func trusts(_ address: String, _ settings: AppSettings) -> Bool {
        fixed.contains { $0.contains(client: address) }
            || settings.trustedProxies.contains { AddressPrefix($0)?.contains(client: address) == true }
    }

    /// What the settings name that is no address.
    static func faulty(_ settings: AppSettings) -> [String] {
        settings.trustedProxies.filter { AddressPrefix($0) == nil }
    }
}
