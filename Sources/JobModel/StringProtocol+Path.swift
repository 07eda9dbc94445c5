extension StringProtocol where UTF8View: BidirectionalCollection {
    /// Of a path, what lies above its last part; empty for a lone name, and for what lies in the root.
    ///
    /// By bytes, as the kernel reads it: a slash and a mark behind it are one character, and still a slash.
    package var pathAbove: String {
        utf8.lastIndex(of: UInt8(ascii: "/")).map { String(self[..<$0]) } ?? ""
    }
}
