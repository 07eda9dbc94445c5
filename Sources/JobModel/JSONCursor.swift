/// A place in a JSON text that moves forward, passes over blanks and comments, and knows its line and column.
struct JSONCursor {
    let bytes: [UInt8]
    var index: Int
    /// Whether comments are passed over as blanks are.
    private let passesComments: Bool
    private var line = 1
    /// A byte of the line whose column is known, so that a long line is counted once only.
    private var mark: Int
    private var markColumn = 1

    /// A byte-order mark is passed over.
    init(_ bytes: [UInt8], passesComments: Bool = true) {
        self.bytes = bytes
        self.passesComments = passesComments
        index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        mark = index
    }

    var isAtEnd: Bool { index == bytes.count }

    var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    var place: JSONPlace {
        mutating get {
            // Continuation bytes do not begin a character.
            markColumn += bytes[mark..<index].count { $0 & 0xC0 != 0x80 }
            mark = index
            return JSONPlace(line: line, column: markColumn)
        }
    }

    mutating func error(_ reason: String) -> JSONError {
        JSONError(place: place, reason: reason)
    }

    /// What stands here, for messages.
    var found: String {
        guard let byte = peek else { return "the end of the text" }
        let rest = String(decoding: bytes[index..<min(index + 4, bytes.count)], as: UTF8.self)
        guard byte >= 0x20, let scalar = rest.unicodeScalars.first else { return "a control character" }
        return "\"\(scalar)\""
    }

    mutating func skipBlanks() throws(JSONError) {
        while let byte = peek {
            switch byte {
            case 0x0A: passLineEnd()
            case 0x20, 0x09, 0x0D: index += 1
            case UInt8(ascii: "/"): try skipComment()
            default: return
            }
        }
    }

    private mutating func skipComment() throws(JSONError) {
        let opening = place
        let kind = index + 1 < bytes.count ? bytes[index + 1] : 0
        guard passesComments else { throw error("JSON has no comments") }
        guard kind == UInt8(ascii: "/") || kind == UInt8(ascii: "*") else {
            throw error("a value is expected; found \"/\"")
        }
        index += 2
        while let byte = peek {
            if byte == 0x0A {
                if kind == UInt8(ascii: "/") { return }
                passLineEnd()
                continue
            }
            index += 1
            if kind == UInt8(ascii: "*"), byte == UInt8(ascii: "*"), take("/") { return }
        }
        if kind == UInt8(ascii: "*") { throw JSONError(place: opening, reason: "this comment has no end (*/)") }
    }

    private mutating func passLineEnd() {
        index += 1
        line += 1
        mark = index
        markColumn = 1
    }
}
