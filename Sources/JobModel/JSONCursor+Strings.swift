extension JSONCursor {
    /// Reads a text in double quotes; the cursor stands on the first of them.
    mutating func string() throws(JSONError) -> String {
        let opening = place
        index += 1
        var text: [UInt8] = []
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw JSONError(place: opening, reason: "this text is not UTF-8")
                }
                return string
            case UInt8(ascii: "\\"):
                index += 1
                try escape(into: &text)
            case 0x0A, 0x0D:
                throw JSONError(place: opening, reason: "this text has no closing double quote on its line")
            case 0..<0x20:
                throw error("a control character must be written as an escape such as \\t")
            default:
                text.append(byte)
                index += 1
            }
        }
        throw JSONError(place: opening, reason: "this text has no closing double quote")
    }

    /// Reads what stands behind a backslash.
    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        guard let byte = peek else { throw error("the text ends in the middle of an escape") }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            index += 1
            text.append(contentsOf: Array(String(Character(try escapedScalar())).utf8))
            return
        default:
            throw error("a backslash before \(found) is no escape; write \"\\\\\" for a backslash")
        }
        index += 1
    }

    private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(UInt32(unit)) { return scalar }
        guard UTF16.isLeadSurrogate(unit), take("\\"), take("u") else {
            throw error("half of a surrogate pair is missing")
        }
        let second = try codeUnit()
        let value = 0x10000 + (UInt32(unit) & 0x3FF) << 10 + (UInt32(second) & 0x3FF)
        guard UTF16.isTrailSurrogate(second), let scalar = Unicode.Scalar(value) else {
            throw error("half of a surrogate pair is missing")
        }
        return scalar
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        let digits = bytes[index..<min(index + 4, bytes.count)]
        var unit: UInt16 = 0
        for byte in digits {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { break }
            unit = unit << 4 | UInt16(digit)
            index += 1
        }
        guard digits.count == 4, index == digits.endIndex else {
            throw error("four hexadecimal digits are expected after \\u")
        }
        return unit
    }
}
