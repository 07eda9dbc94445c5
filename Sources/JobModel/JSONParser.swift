/// Reads JSON text as people write it: a byte-order mark and `//` and `/* */` comments are passed over, as the original
/// did; everything else is RFC 8259.
package struct JSONParser {
    /// Bytes.
    package static let maximumSize = 16 * 1024 * 1024
    /// Arrays and objects inside each other.
    package static let maximumDepth = 128

    private var cursor: JSONCursor

    /// Reads one value and nothing after it.
    ///
    /// `passesComments`: as people write files; what programs send has none.
    package static func parse(_ bytes: [UInt8], passesComments: Bool = true) throws(JSONError) -> JSONNode {
        var parser = JSONParser(cursor: JSONCursor(bytes, passesComments: passesComments))
        guard bytes.count <= maximumSize else {
            throw parser.cursor.error("the text has \(bytes.count) bytes, at most \(maximumSize) are allowed")
        }
        let node = try parser.value(depth: 0)
        try parser.cursor.skipBlanks()
        guard parser.cursor.isAtEnd else {
            throw parser.cursor.error("nothing may follow the value; found \(parser.cursor.found)")
        }
        return node
    }

    /// `depth` counts the arrays and objects around the value.
    private mutating func value(depth: Int) throws(JSONError) -> JSONNode {
        try cursor.skipBlanks()
        let place = cursor.place
        guard let first = cursor.peek else { throw cursor.error("a value is missing at the end of the text") }
        switch first {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard depth < Self.maximumDepth else {
                throw cursor.error("values are nested deeper than \(Self.maximumDepth) levels")
            }
            cursor.index += 1
            return first == UInt8(ascii: "{")
                ? .object(try members(depth), place)
                : .array(try elements(depth), place)
        case UInt8(ascii: "\""): return .scalar(.string(try cursor.string()), place)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .scalar(.number(try number()), place)
        default: return .scalar(try word(), place)
        }
    }

    private mutating func members(_ depth: Int) throws(JSONError) -> [JSONNode.Member] {
        var members: [JSONNode.Member] = []
        try cursor.skipBlanks()
        if cursor.take("}") { return members }
        while true {
            try cursor.skipBlanks()
            let keyPlace = cursor.place
            guard cursor.peek == UInt8(ascii: "\"") else {
                if cursor.peek == UInt8(ascii: "}"), !members.isEmpty {
                    throw cursor.error("remove the comma before this \"}\"")
                }
                throw cursor.error("a key in double quotes is expected; found \(cursor.found)")
            }
            let key = try cursor.string()
            try cursor.skipBlanks()
            guard cursor.take(":") else {
                throw cursor.error("\":\" is expected after the key \"\(key)\"; found \(cursor.found)")
            }
            members.append(JSONNode.Member(key: key, keyPlace: keyPlace, value: try value(depth: depth + 1)))
            try cursor.skipBlanks()
            if cursor.take("}") { return members }
            guard cursor.take(",") else { throw cursor.error("\",\" or \"}\" is expected; found \(cursor.found)") }
        }
    }

    private mutating func elements(_ depth: Int) throws(JSONError) -> [JSONNode] {
        var elements: [JSONNode] = []
        try cursor.skipBlanks()
        if cursor.take("]") { return elements }
        while true {
            try cursor.skipBlanks()
            if cursor.peek == UInt8(ascii: "]") { throw cursor.error("remove the comma before this \"]\"") }
            elements.append(try value(depth: depth + 1))
            try cursor.skipBlanks()
            if cursor.take("]") { return elements }
            guard cursor.take(",") else { throw cursor.error("\",\" or \"]\" is expected; found \(cursor.found)") }
        }
    }

    private mutating func word() throws(JSONError) -> JSONValue {
        for (word, value) in [("true", JSONValue.bool(true)), ("false", .bool(false)), ("null", .null)]
        where cursor.bytes[cursor.index...].starts(with: word.utf8) {
            cursor.index += word.utf8.count
            return value
        }
        let expected = "a value is expected (text in double quotes, a number, true, false, null, [ or {)"
        throw cursor.error("\(expected); found \(cursor.found)")
    }

    private mutating func number() throws(JSONError) -> JSONNumber {
        let start = cursor.index
        _ = cursor.take("-")
        let first = cursor.peek
        let whole = try digits()
        if first == UInt8(ascii: "0"), whole > 1 { throw cursor.error("a number must not begin with 0") }
        if cursor.take(".") { _ = try digits() }
        if cursor.take("e") || cursor.take("E") {
            if !cursor.take("+") { _ = cursor.take("-") }
            _ = try digits()
        }
        return JSONNumber(literal: String(decoding: cursor.bytes[start..<cursor.index], as: UTF8.self))
    }

    /// At least one; returns how many.
    private mutating func digits() throws(JSONError) -> Int {
        let start = cursor.index
        while let byte = cursor.peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { cursor.index += 1 }
        guard cursor.index > start else { throw cursor.error("a digit is expected; found \(cursor.found)") }
        return cursor.index - start
    }
}

extension JSONValue {
    package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        try JSONParser.parse(bytes).value
    }

    /// As RFC 8259 has it, without comments: what a program sends.
    package static func parseStrictly(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        try JSONParser.parse(bytes, passesComments: false).value
    }
}
