/// What can be said of a web address without asking anybody.
package enum WebAddress {
    package static let maximumLength = 2048

    /// Why a text cannot be the address of something on the web; `nil` when it may be.
    package static func fault(of text: String) -> String? {
        guard text.utf8.count <= maximumLength else { return "it has more than \(maximumLength) bytes" }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return "it has a blank or another character that must be percent-encoded"
        }
        let lower = text.lowercased()
        guard let scheme = ["http://", "https://"].first(where: lower.hasPrefix) else {
            return "it must begin with http:// or https://"
        }
        let authority = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        return host.isEmpty || host.hasPrefix(":") ? "it has no host" : nil
    }
}
