/// A key that somebody pressed.
package enum MonitorKey: Sendable, Hashable {
    case character(Character)
    case up
    case down
    case pageUp
    case pageDown
    case home
    case end
    case enter
    case erase
    case escape
    case interrupt
    case suspend
    case redraw

    /// The keys in what a terminal sent; what is none of these is left out.
    package static func keys(_ bytes: [UInt8]) -> [MonitorKey] {
        var keys: [MonitorKey] = []
        var rest = bytes[...]
        while let byte = rest.first {
            if byte == 0x1B {
                keys += sequence(&rest)
                continue
            }
            if byte >= 0x80 {
                let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
                if let text = String(validating: rest.prefix(length), as: UTF8.self), let one = text.first {
                    keys.append(.character(one))
                }
                rest = rest.dropFirst(length)
                continue
            }
            rest = rest.dropFirst()
            switch byte {
            case 3: keys.append(.interrupt)
            case 8, 127: keys.append(.erase)
            case 10, 13: keys.append(.enter)
            case 12: keys.append(.redraw)
            case 26: keys.append(.suspend)
            case 32...126: keys.append(.character(Character(Unicode.Scalar(byte))))
            default: break
            }
        }
        return keys
    }

    /// From an escape on: `ESC [ A`, `ESC O A`, `ESC [ 5 ~`, or the key itself.
    private static func sequence(_ rest: inout ArraySlice<UInt8>) -> [MonitorKey] {
        rest = rest.dropFirst()
        guard let opener = rest.first, opener == UInt8(ascii: "[") || opener == UInt8(ascii: "O") else {
            return [.escape]
        }
        rest = rest.dropFirst()
        let numbers = rest.prefix { (0x30...0x3F).contains($0) }
        rest = rest.dropFirst(numbers.count)
        guard let final = rest.popFirst() else { return [] }
        switch (final, String(decoding: numbers, as: UTF8.self)) {
        case (UInt8(ascii: "A"), _): return [.up]
        case (UInt8(ascii: "B"), _): return [.down]
        case (UInt8(ascii: "H"), _), (UInt8(ascii: "~"), "1"), (UInt8(ascii: "~"), "7"): return [.home]
        case (UInt8(ascii: "F"), _), (UInt8(ascii: "~"), "4"), (UInt8(ascii: "~"), "8"): return [.end]
        case (UInt8(ascii: "~"), "5"): return [.pageUp]
        case (UInt8(ascii: "~"), "6"): return [.pageDown]
        default: return []
        }
    }
}
