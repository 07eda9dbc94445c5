/// The text of a cron expression as bytes, able to say at which column a byte stands.
struct CronText {
    let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The stretches of bytes between blanks and tabs.
    var words: [Range<Int>] {
        var words: [Range<Int>] = []
        var start: Int?
        for (index, byte) in bytes.enumerated() {
            let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
            if isBlank, let begun = start {
                words.append(begun..<index)
                start = nil
            } else if !isBlank, start == nil {
                start = index
            }
        }
        if let start { words.append(start..<bytes.count) }
        return words
    }

    /// Where a byte stands, counted from 1 in characters of the text (not in bytes), as editors count.
    func column(of index: Int) -> Int {
        1 + bytes[..<index].count { $0 & 0xC0 != 0x80 }
    }

    func string(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    func firstIndex(of character: Unicode.Scalar, in range: Range<Int>) -> Int? {
        bytes[range].firstIndex(of: UInt8(ascii: character))
    }

    /// The number written in `range`, or nil where anything but digits stands there.
    ///
    /// Huge numbers stop growing instead of overflowing: they are out of every field's range anyway.
    func number(_ range: Range<Int>) -> Int? {
        guard !range.isEmpty else { return nil }
        var value = 0
        for byte in bytes[range] {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
            value = min(value * 10 + Int(byte - UInt8(ascii: "0")), Self.largestNumber)
        }
        return value
    }

    static let largestNumber = 1_000_000_000_000
}
