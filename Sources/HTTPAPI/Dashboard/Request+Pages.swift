import HTTPTypes
import Hummingbird

extension Request {
    /// Whether it is about the dashboard: the first page, or what lies below `/ui`.
    var isForPage: Bool {
        let path = uri.path.lowercased()
        return path == "/" || path == "/ui" || path.hasPrefix("/ui/")
    }

    /// Whether who asks shows pages to a person.
    var acceptsPages: Bool {
        headers[values: .accept].contains { $0.lowercased().contains("text/html") }
            || headers.contains { $0.name.canonicalName.hasPrefix("sec-fetch-") }
    }

    /// Whether a page only asks what has changed on it.
    var isRefresh: Bool {
        headers.contains { $0.name.canonicalName == "nyala-refresh" }
    }

    /// The page of this site from which the request comes, as a path with its query.
    var previousPage: String? {
        guard let referrer = headers[.referer], let range = referrer.firstRange(of: "://") else { return nil }
        let rest = referrer[range.upperBound...]
        guard let slash = rest.firstIndex(of: "/"), rest[..<slash].lowercased() == publicHost.lowercased() else {
            return nil
        }
        let path = String(rest[slash...].prefix { $0 != "#" })
        return path.hasPrefix("//") || path.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) ? nil : path
    }

    /// The address of the repository with the account in it, as git asks for the password then.
    func pushAddress(_ name: String) -> String {
        let base = baseURL
        guard let range = base.firstRange(of: "://") else { return "\(base)/site.git" }
        return "\(base[..<range.upperBound])\(QueryString.encode(name))@\(base[range.upperBound...])/site.git"
    }
}
