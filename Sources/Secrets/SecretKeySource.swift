package import JobModel
import LinuxSystem

/// Where the key of a site's secrets is.
package enum SecretKeySource: Sendable, Hashable {
    /// In the home, in a file that is made when the first secret is set.
    case home(path: String)
    /// Where somebody else keeps it: `NYALA_SECRETS_KEY_FILE`, or a credential that systemd hands out.
    case elsewhere(path: String)

    /// The credential's name; its folder is `$CREDENTIALS_DIRECTORY`.
    package static let credential = "nyala-secrets-key"
    package static let variable = "NYALA_SECRETS_KEY_FILE"

    /// What the environment of this process says, the variable before the credential.
    package init(_ layout: HomeLayout, environment: [String: String]) {
        if let path = environment[Self.variable], !path.isEmpty {
            self = .elsewhere(path: path)
            return
        }
        let credential = environment["CREDENTIALS_DIRECTORY"].map { "\($0)/\(Self.credential)" }
        if let credential, AtomicFile.exists(credential) {
            self = .elsewhere(path: credential)
        } else {
            self = .home(path: layout.secretsKey)
        }
    }

    package var path: String {
        switch self {
        case .home(let path), .elsewhere(let path): path
        }
    }

    /// Where a key waits to take its place, while everything is sealed anew.
    var next: String { "\(path).next" }
}
