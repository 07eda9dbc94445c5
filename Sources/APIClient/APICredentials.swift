/// What a request says about who sends it; the description leaves the secret out.
package enum APICredentials: Sendable, Hashable, CustomStringConvertible {
    case none
    case password(user: String, password: String)
    case bearer(String)

    package var description: String {
        switch self {
        case .none: "no credentials"
        case .password(let user, _): "password of \(user)"
        case .bearer: "token"
        }
    }
}
