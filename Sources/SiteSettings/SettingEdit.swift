/// One change of the site's settings.
package enum SettingEdit: Sendable, Hashable {
    case set(String, String)
    case remove(String)

    /// Characters of a name; what the kernel takes for one variable is more.
    package static let maximumNameLength = 255
    /// Bytes of a value.
    package static let maximumValueLength = 64 * 1024

    /// Why no process could have such a variable, or the host could not go by it; `nil` when both could.
    var fault: String? {
        switch self {
        case .remove: return nil
        case .set(let name, let value):
            if name.isEmpty { return "a setting must have a name" }
            if name.unicodeScalars.count > Self.maximumNameLength {
                return "the name of a setting may have \(Self.maximumNameLength) characters"
            }
            if name.utf8.contains(where: { $0 < 32 || $0 == UInt8(ascii: "=") || $0 == 127 }) {
                return "the name of a setting may have no \"=\" and no control characters"
            }
            if value.utf8.count > Self.maximumValueLength {
                return "the value of \"\(name)\" has more than \(Self.maximumValueLength) bytes, which is the limit"
            }
            if value.utf8.contains(0) { return "the value of \"\(name)\" has a zero byte in it" }
            return SettingRule.fault(of: name, value)
        }
    }
}
