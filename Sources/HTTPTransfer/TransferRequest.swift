package import JobModel

/// One request and where it goes.
///
/// Nothing in it is checked here: its maker sees to it that no part can end a line early.
package struct TransferRequest: Sendable {
    package let method: String
    /// With `http` or `https`; without name and password.
    package let url: String
    package var headers: [HTTPField] = []
    package var body = TransferBody.none
    /// For Basic authentication.
    package var account: (user: String, password: String)?
    /// The local socket to connect to, whatever host the URL names.
    package var socketPath: String?
    /// Whether the environment's proxy settings do not count.
    package var bypassesProxy = false
    /// Whether a certificate may be anybody's.
    package var trustsAnyCertificate = false
    /// Asked about each address before a connection to it is made: of a name, about what it means at this moment.
    package var isAllowed: (@Sendable (IPAddress) -> Bool)?

    package init(_ method: String, _ url: String) {
        self.method = method
        self.url = url
    }
}
