/// Text as it is written between tags and in quoted attributes.
///
/// What is hostile is made harmless byte by byte: a `<` with a combining mark behind it is another character to Swift, and
/// none to a browser. What would not be seen is made visible: control characters as their pictures (`␛`), and the marks
/// that turn the direction of writing by their number (`⟨U+202E⟩`), so that a text cannot look like another.
package enum EscapedText {
    static func append(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
        append(text, isOneLine: false, to: &bytes)
    }

    /// The same for what stands in one line: a line break in it is made visible as well.
    static func append(line text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
        append(text, isOneLine: true, to: &bytes)
    }

    private static func append(_ text: some Sequence<UInt8>, isOneLine: Bool, to bytes: inout [UInt8]) {
        // The bytes of a scalar that may have to be shown otherwise.
        var pending: [UInt8] = []
        for byte in text {
            if pending.isEmpty {
                if byte >= 0x80 {
                    if leads.contains(byte) { pending.append(byte) } else { bytes.append(byte) }
                } else {
                    append(ascii: byte, isOneLine: isOneLine, to: &bytes)
                }
                continue
            }
            pending.append(byte)
            if pending.count == (pending[0] < 0xE0 ? 2 : 3) {
                bytes += replacement(pending) ?? pending
                pending.removeAll(keepingCapacity: true)
            }
        }
        bytes += pending
    }

    /// Escapes nothing but what would be markup.
    static func append(exact text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
        for byte in text { appendMarkup(byte, to: &bytes) }
    }

    private static func append(ascii byte: UInt8, isOneLine: Bool, to bytes: inout [UInt8]) {
        switch byte {
        case 9 where !isOneLine, 10 where !isOneLine: bytes.append(byte)
        // U+2400 and on are the pictures of control characters.
        case 0..<32: bytes += [0xE2, 0x90, 0x80 + byte]
        case 127: bytes += [0xE2, 0x90, 0xA1]
        default: appendMarkup(byte, to: &bytes)
        }
    }

    private static func appendMarkup(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "&"): bytes += "&amp;".utf8
        case UInt8(ascii: "<"): bytes += "&lt;".utf8
        case UInt8(ascii: ">"): bytes += "&gt;".utf8
        case UInt8(ascii: "\""): bytes += "&quot;".utf8
        case UInt8(ascii: "'"): bytes += "&#39;".utf8
        default: bytes.append(byte)
        }
    }

    /// First bytes of the scalars that ``replacement(_:)`` knows: U+0080 to U+009F, U+061C, U+2000 to U+2FFF, U+FEFF.
    private static let leads: Set<UInt8> = [0xC2, 0xD8, 0xE2, 0xEF]

    private static func replacement(_ scalar: [UInt8]) -> [UInt8]? {
        let value =
            scalar.count == 2
            ? UInt32(scalar[0] & 0x1F) << 6 | UInt32(scalar[1] & 0x3F)
            : UInt32(scalar[0] & 0x0F) << 12 | UInt32(scalar[1] & 0x3F) << 6 | UInt32(scalar[2] & 0x3F)
        switch value {
        case 0x80...0x9F, 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF:
            let digits = String(value, radix: 16, uppercase: true)
            return Array("⟨U+\(String(repeating: "0", count: 4 - digits.count))\(digits)⟩".utf8)
        default: return nil
        }
    }

    /// The same for a whole text.
    package static func of(_ text: String) -> String {
        var bytes: [UInt8] = []
        append(text.utf8, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
