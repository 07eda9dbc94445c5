/// The git tree id of a folder: 20 bytes, written as 40 hexadecimal digits.
///
/// Two folders with equal ids have equal names, contents and execute bits, which is why the id of a job's folder is the
/// job's *version*.
package struct TreeID: Sendable, Hashable, CustomStringConvertible {
    package let hexadecimal: String

    /// Takes 40 hexadecimal digits, in lower case as git prints them; `nil` for anything else.
    package init?(hexadecimal: String) {
        let isHexadecimal = hexadecimal.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
        guard hexadecimal.utf8.count == 40, isHexadecimal else { return nil }
        self.hexadecimal = hexadecimal
    }

    package var description: String { hexadecimal }

    /// The first ten digits, as people read it.
    package var short: String { String(hexadecimal.prefix(10)) }
}
