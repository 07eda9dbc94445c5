import HTTPTypes

/// The part of a URL behind its question mark: names and values, percent-encoded, with `+` for a blank as forms write it.
struct QueryString {
    private let pairs: [(name: String, value: String)]

    init(_ text: String?) {
        pairs = (text ?? "").split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decode(parts[0]), parts.count > 1 ? Self.decode(parts[1]) : "")
        }
    }

    /// The first value of this name, in any case, as the original reads it.
    subscript(name: String) -> String? {
        pairs.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// All values of this name, in their order.
    func all(_ name: String) -> [String] {
        pairs.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// `?follow`, `?follow=1` and `?follow=true` say yes.
    func isOn(_ name: String) -> Bool {
        guard let value = self[name]?.lowercased() else { return false }
        return ["", "1", "true", "yes"].contains(value)
    }

    /// As ``isOn(_:)``, and refuses what is neither a yes nor a no.
    func flag(_ name: String) throws -> Bool {
        guard let value = self[name] else { return false }
        if ["", "1", "true", "yes"].contains(value) { return true }
        if ["0", "false", "no"].contains(value) { return false }
        throw ProblemAnswer(.badRequest, "\"\(name)\" must be true or false, not \"\(value)\"")
    }

    /// A whole number; `nil` where there is none.
    func number(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = self[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw ProblemAnswer(
                .badRequest,
                "\"\(name)\" must be a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        // A number may have a sign, an escape may not.
        Character(Unicode.Scalar(byte)).isHexDigit && byte < 128
    }

    static func decode(_ text: some StringProtocol, plusIsBlank: Bool = true) -> String {
        var bytes: [UInt8] = []
        var rest = Substring(text).utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+"), plusIsBlank {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"),
                rest.prefix(2).count == 2, rest.prefix(2).allSatisfy(Self.isHexDigit),
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// One part of a path, with everything percent-encoded that has a meaning there.
    static func encode(_ text: String) -> String {
        var encoded: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            let character = Character(Unicode.Scalar(byte))
            if byte < 128, character.isLetter || character.isNumber || "-._~".contains(character) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
