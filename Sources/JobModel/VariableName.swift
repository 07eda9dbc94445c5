/// Names of environment variables.
package enum VariableName {
    /// Whether every shell can use it: letters, digits and `_`, a digit not first.
    package static func isPortable(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default:
                false
            }
        }
    }

    /// Whether the host itself gives it a value, so that nobody else can.
    package static func isReserved(_ text: String) -> Bool {
        ["WEBJOBS_", "NYALA_"].contains(where: text.hasPrefix)
            || ["CREDENTIALS_DIRECTORY", "WEBROOT_PATH", "PORT"].contains(text)
    }
}
