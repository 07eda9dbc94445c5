/// What can be said of a mail address without asking anybody.
package enum MailAddress {
    /// Whether a text may be an address: nothing in it ends a line, begins an option or separates two addresses.
    ///
    /// A name without domain is a user of this machine.
    package static func isPlausible(_ text: String) -> Bool {
        guard (1...254).contains(text.utf8.count), !text.hasPrefix("-"), !text.hasPrefix("@"), !text.hasSuffix("@")
        else {
            return false
        }
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !Self.separators.contains($0) }
        return isPlain && text.utf8.count { $0 == UInt8(ascii: "@") } <= 1
    }

    private static let separators = Array(",;:<>()[]\\\"|".utf8)
}
