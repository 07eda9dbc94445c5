/// A file that pages refer to: it lies in the program, under an address that changes with its content.
package struct Asset: Sendable, Hashable {
    package let name: String
    package let mediaType: String
    package let bytes: [UInt8]
    /// 16 hex digits that stand for the content.
    package let hash: String

    private init(_ name: String, _ mediaType: String, _ bytes: [UInt8]) {
        self.name = name
        self.mediaType = mediaType
        self.bytes = bytes
        // FNV-1a: nobody gains anything by a file of the same hash.
        let sum = bytes.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        let digits = String(sum, radix: 16)
        hash = String(repeating: "0", count: 16 - digits.count) + digits
    }

    package var path: String { "/ui/assets/\(hash)/\(name)" }

    package static let style = Asset("nyala.css", "text/css; charset=utf-8", PackageResources.nyala_css)
    package static let script = Asset("nyala.js", "text/javascript; charset=utf-8", PackageResources.nyala_js)
    package static let icon = Asset("nyala.svg", "image/svg+xml", PackageResources.nyala_svg)
    /// For the pages of logs alone.
    package static let logScript = Asset("logs.js", "text/javascript; charset=utf-8", PackageResources.logs_js)
    package static let all = [style, script, logScript, icon]
}
