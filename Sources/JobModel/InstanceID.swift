/// Names one host among several: six lower-case hexadecimal digits, made once a home and kept in it.
package struct InstanceID: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    package init?(_ text: String) {
        let isHexadecimal = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
        guard text.utf8.count == 6, isHexadecimal else { return nil }
        self.text = text
    }

    package init(random number: UInt32) {
        let digits = String(number & 0xFF_FFFF, radix: 16)
        text = String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }

    package var description: String { text }
}
