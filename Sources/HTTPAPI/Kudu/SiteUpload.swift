/// What a client of the original's `publish` brings: a whole site, or one file of it.
enum SiteUpload: Hashable {
    /// A zip archive.
    case site
    /// By its path below the site's folder.
    case file(String)

    /// Why it cannot be taken.
    struct Refusal: Error, Hashable {
        let reason: String
    }

    private static let webRoot = "home/site/wwwroot/"

    /// `type` and `path` as in the query; each type of file has its place, and some a name.
    init(type: String?, path: String?) throws(Refusal) {
        let path = path.map(Self.relative).flatMap { $0.isEmpty ? nil : $0 }
        switch type?.lowercased() {
        case nil: throw Refusal(reason: "\"type\" is missing: zip, static, script, startup, lib, jar, war or ear")
        case "zip":
            guard path == nil else {
                throw Refusal(
                    reason: "a zip is the whole site here; leave out \"path\", or have the folders in the zip"
                )
            }
            self = .site
        case "static": self = .file(try Self.needed(path, "static"))
        case "script": self = .file("scripts/\(try Self.needed(path, "script"))")
        case "lib": self = .file("libs/\(try Self.needed(path, "lib"))")
        case "startup": self = .file("scripts/\(path ?? "startup.sh")")
        case "jar": self = .file(path ?? "app.jar")
        case "war": self = .file(path ?? "app.war")
        case "ear": self = .file(path ?? "app.ear")
        case let type?:
            throw Refusal(reason: "there is no type \"\(type)\": zip, static, script, startup, lib, jar, war or ear")
        }
    }

    private static func needed(_ path: String?, _ type: String) throws(Refusal) -> String {
        guard let path else { throw Refusal(reason: "\"path\" is missing, which a file of type \(type) needs") }
        return path
    }

    /// Below the site's folder, also where the client gives the whole path of the original's machine.
    private static func relative(_ path: String) -> String {
        let path = path.drop { $0 == "/" }
        return String(path.hasPrefix(webRoot) ? path.dropFirst(webRoot.count) : path)
    }
}
