import Dashboard
import HTTPTypes
import Hummingbird

/// Keeps what became of an action until the next page is shown, which is a moment later.
enum NoticeCookie {
    private static let name = "nyala_notice"
    /// Characters of a notice; a header has its limits.
    private static let maximumLength = 500

    static let removal = "\(name)=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"

    static func header(_ notice: Notice) -> String {
        let text = QueryString.encode(String(notice.text.prefix(maximumLength)))
        return "\(name)=\(notice.isFailure ? "bad" : "good").\(text); Path=/; HttpOnly; SameSite=Lax; Max-Age=30"
    }

    static func notice(_ request: Request) -> Notice? {
        for header in request.headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, parts[0] == name else { continue }
                let words = parts[1].split(separator: ".", maxSplits: 1)
                guard words.count == 2 else { return nil }
                let text = QueryString.decode(words[1], plusIsBlank: false)
                return Notice(isFailure: words[0] == "bad", String(text.prefix(maximumLength)))
            }
        }
        return nil
    }
}
