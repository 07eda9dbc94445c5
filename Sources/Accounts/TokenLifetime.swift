/// How long a token is to live, as people write it: `12h`, `90d`.
package enum TokenLifetime {
    package static let pattern = "^[1-9][0-9]{0,3}[smhd]$"
    package static let forms = "a span such as 12h or 90d: a whole number from 1 to 9999 and one of s, m, h and d"

    private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]

    /// `nil` for anything else; a token that has ended when it is made would be of no use.
    package static func parse(_ text: String) -> Duration? {
        let digits = text.utf8.dropLast()
        guard let unit = text.last.flatMap({ units[$0] }), (1...4).contains(digits.count),
            digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains), digits.first != UInt8(ascii: "0"),
            let number = Int64(String(decoding: digits, as: UTF8.self))
        else { return nil }
        return .seconds(number * unit)
    }
}
