/// Reads JSON text as people write it: a byte-order mark and `//` and `/* */` comments are passed over, as the original
/// did; everything else is RFC 8259.
package struct JSONParser {
    /// Bytes.
    package static let maximumSize = 16 * 1024 * 1024
    /// Arrays and objects inside each other.
    package static let maximumDepth = 128

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var lineStart = 0

    /// Reads one value and nothing after it.
    package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONNode {
        var parser = JSONParser(bytes)
        guard bytes.count <= maximumSize else {
            throw parser.error("the text has \(bytes.count) bytes, at most \(maximumSize) are allowed")
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            parser.index = 3
            parser.lineStart = 3
        }
        let node = try parser.value(depth: 0)
        try parser.skipBlanks()
        guard parser.index == bytes.count else { throw parser.error("nothing may follow the value; found \(parser.found)") }
        return node
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    // MARK: values

    private mutating func value(depth: Int) throws(JSONError) -> JSONNode {
        try skipBlanks()
        guard depth <= Self.maximumDepth else { throw error("values are nested deeper than \(Self.maximumDepth) levels") }
        let place = place
        guard index < bytes.count else { throw error("a value is missing at the end of the text") }
        switch bytes[index] {
        case UInt8(ascii: "{"): return .object(try members(depth), place)
        case UInt8(ascii: "["): return .array(try elements(depth), place)
        case UInt8(ascii: "\""): return .scalar(.string(try string()), place)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .scalar(.number(try number()), place)
        default: return .scalar(try word(), place)
        }
    }

    private mutating func members(_ depth: Int) throws(JSONError) -> [JSONNode.Member] {
        index += 1
        var members: [JSONNode.Member] = []
        try skipBlanks()
        if take("}") { return members }
        while true {
            try skipBlanks()
            let keyPlace = place
            guard peek == UInt8(ascii: "\"") else {
                throw error(
                    peek == UInt8(ascii: "}")
                        ? "remove the comma before this \"}\"" : "a key in double quotes is expected; found \(found)"
                )
            }
            let key = try string()
            try skipBlanks()
            guard take(":") else { throw error("\":\" is expected after the key \"\(key)\"; found \(found)") }
            members.append(JSONNode.Member(key: key, keyPlace: keyPlace, value: try value(depth: depth + 1)))
            try skipBlanks()
            if take("}") { return members }
            guard take(",") else { throw error("\",\" or \"}\" is expected; found \(found)") }
        }
    }

    private mutating func elements(_ depth: Int) throws(JSONError) -> [JSONNode] {
        index += 1
        var elements: [JSONNode] = []
        try skipBlanks()
        if take("]") { return elements }
        while true {
            try skipBlanks()
            if peek == UInt8(ascii: "]") { throw error("remove the comma before this \"]\"") }
            elements.append(try value(depth: depth + 1))
            try skipBlanks()
            if take("]") { return elements }
            guard take(",") else { throw error("\",\" or \"]\" is expected; found \(found)") }
        }
    }

    private mutating func word() throws(JSONError) -> JSONValue {
        for (word, value) in [("true", JSONValue.bool(true)), ("false", .bool(false)), ("null", .null)]
        where bytes[index...].starts(with: word.utf8) {
            index += word.utf8.count
            return value
        }
        throw error("a value is expected (text in double quotes, a number, true, false, null, [ or {); found \(found)")
    }

    private mutating func number() throws(JSONError) -> JSONNumber {
        let start = index
        _ = take("-")
        let first = peek
        try digits()
        if first == UInt8(ascii: "0"), index - start > (bytes[start] == UInt8(ascii: "-") ? 2 : 1) {
            throw error("a number must not begin with 0")
        }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        return JSONNumber(literal: String(decoding: bytes[start..<index], as: UTF8.self))
    }

    private mutating func digits() throws(JSONError) {
        let start = index
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
        if index == start { throw error("a digit is expected; found \(found)") }
    }

    // MARK: strings

    private mutating func string() throws(JSONError) -> String {
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

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        let simple: [UInt8: UInt8] = [
            UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 0x08,
            UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
        ]
        guard let byte = peek else { throw error("the text ends in the middle of an escape") }
        if let character = simple[byte] {
            text.append(character)
            index += 1
            return
        }
        guard byte == UInt8(ascii: "u") else {
            throw error("\"\\\(String(UnicodeScalar(byte)))\" is no escape; write \"\\\\\" for a backslash")
        }
        index += 1
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(UInt32(unit)) {
            text.append(contentsOf: Array(String(Character(scalar)).utf8))
            return
        }
        guard UTF16.isLeadSurrogate(unit), take("\\"), take("u") else { throw error("half of a surrogate pair is missing") }
        let second = try codeUnit()
        let value = 0x10000 + (UInt32(unit) & 0x3FF) << 10 + (UInt32(second) & 0x3FF)
        guard UTF16.isTrailSurrogate(second), let scalar = Unicode.Scalar(value) else {
            throw error("half of a surrogate pair is missing")
        }
        text.append(contentsOf: Array(String(Character(scalar)).utf8))
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        let end = min(index + 4, bytes.count)
        guard end - index == 4, let unit = UInt16(String(decoding: bytes[index..<end], as: UTF8.self), radix: 16) else {
            throw error("four hexadecimal digits are expected after \\u")
        }
        index = end
        return unit
    }

    // MARK: the text

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func skipBlanks() throws(JSONError) {
        while let byte = peek {
            switch byte {
            case 0x0A:
                index += 1
                line += 1
                lineStart = index
            case 0x20, 0x09, 0x0D:
                index += 1
            case UInt8(ascii: "/"):
                try skipComment()
            default:
                return
            }
        }
    }

    private mutating func skipComment() throws(JSONError) {
        let opening = place
        let kind = index + 1 < bytes.count ? bytes[index + 1] : 0
        guard kind == UInt8(ascii: "/") || kind == UInt8(ascii: "*") else { throw error("a value is expected; found \"/\"") }
        index += 2
        while let byte = peek {
            if kind == UInt8(ascii: "/"), byte == 0x0A { return }
            if kind == UInt8(ascii: "*"), byte == UInt8(ascii: "*"), index + 1 < bytes.count,
                bytes[index + 1] == UInt8(ascii: "/")
            {
                index += 2
                return
            }
            index += 1
            if byte == 0x0A {
                line += 1
                lineStart = index
            }
        }
        if kind == UInt8(ascii: "*") { throw JSONError(place: opening, reason: "this comment has no end (*/)") }
    }

    private var place: JSONPlace {
        // Continuation bytes do not begin a character.
        let column = bytes[lineStart..<min(index, bytes.count)].count { $0 & 0xC0 != 0x80 } + 1
        return JSONPlace(line: line, column: column)
    }

    private var found: String {
        guard let byte = peek else { return "the end of the text" }
        let rest = String(decoding: bytes[index..<min(index + 4, bytes.count)], as: UTF8.self)
        guard byte >= 0x20, let character = rest.first else { return "a control character" }
        return "\"\(character)\""
    }

    private func error(_ reason: String) -> JSONError {
        JSONError(place: place, reason: reason)
    }
}

extension JSONValue {
    package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        try JSONParser.parse(bytes).value
    }
}
