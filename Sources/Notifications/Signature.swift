import Cryptography
package import JobModel

/// Shows whoever gets a message that it is from this site and new: a seal over the time and the body.
package enum Signature {
    package static let header = "Nyala-Signature"
    package static let timeHeader = "Nyala-Timestamp"

    /// `sha256=` and the hexadecimal digits of the HMAC-SHA256, under the secret, of `TIME.BODY`.
    package static func text(of body: [UInt8], at time: Timestamp, secret: String) -> String {
        let message = Array("\(time.seconds).".utf8) + body
        return "sha256=\(Sodium.hexDigits(Sodium.seal(message, with: Array(secret.utf8))))"
    }
}
