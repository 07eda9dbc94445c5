import Accounts
import HTTPTypes
import Hummingbird
import JobModel

/// The cookie in which a browser keeps its session.
enum SessionCookie {
    static let name = "nyala_session"

    static func token(_ request: Request) -> TokenText? {
        for header in request.headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                if parts.count == 2, parts[0] == name { return TokenText(String(parts[1])) }
            }
        }
        return nil
    }

    /// Not for scripts (HttpOnly), nor for requests that other sites make (SameSite).
    static func header(_ text: TokenText, isSecure: Bool) -> String {
        "\(name)=\(text.text); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(TokenStore.sessionLifetime.components.seconds)"
            + (isSecure ? "; Secure" : "")
    }

    static let removal = "\(name)=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
}
