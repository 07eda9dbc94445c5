/// What kind of file an ending stands for, in the words of HTTP.
enum MediaType {
    static let folder = "inode/directory"
    static let unknown = "application/octet-stream"
    static let zip = "application/zip"

    static func ofFile(_ name: [UInt8]) -> String {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return unknown }
        return endings[String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased()] ?? unknown
    }

    /// Without its parameters, as lists have it.
    static func kind(ofFile name: [UInt8]) -> String { String(ofFile(name).prefix { $0 != ";" }) }

    private static let endings: [String: String] = {
        var endings: [String: String] = [
            "html": text("html"), "htm": text("html"), "css": text("css"), "csv": text("csv"), "xml": text("xml"),
            "md": text("markdown"), "js": text("javascript"), "mjs": text("javascript"), "cjs": text("javascript"),
            "json": "application/json", "pdf": "application/pdf", "zip": zip, "gz": "application/gzip",
            "tar": "application/x-tar", "jar": "application/java-archive", "wasm": "application/wasm",
            "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "svg": "image/svg+xml",
            "ico": "image/x-icon", "webp": "image/webp", "mp3": "audio/mpeg", "mp4": "video/mp4",
            "woff": "font/woff", "woff2": "font/woff2", "ttf": "font/ttf",
        ]
        let plain = """
            txt log job sh bash py rb php pl ps1 cmd bat ts lua swift fsx ini conf cfg toml yaml yml env sql \
            gitignore config
            """
        for ending in plain.split(separator: " ") { endings[String(ending)] = text("plain") }
        return endings
    }()

    private static func text(_ kind: String) -> String { "text/\(kind); charset=utf-8" }
}
