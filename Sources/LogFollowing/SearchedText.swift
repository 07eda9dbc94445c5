import Glibc

/// A text that is looked for in a log, byte by byte: exactly, or with capitals and small letters being the same.
package struct SearchedText: Sendable {
    private enum Comparison {
        case bytes
        /// Nothing but ASCII, of which capitals are small letters.
        case letters
        /// Each scalar in the forms that count.
        case scalars([[[UInt8]]])
    }

    private let text: [UInt8]
    private let comparison: Comparison
    /// Bytes of the longest text that is found.
    package let longest: Int
    /// A byte of the text that is looked for first, as capital and small letter, and how many bytes stand before it.
    private let anchor: (bytes: [UInt8], offset: Int)

    package init(_ words: String, matchesCase: Bool = false) {
        text = Array(words.utf8)
        if matchesCase || text.allSatisfy({ 1..<0x80 ~= $0 }) {
            comparison = matchesCase ? .bytes : .letters
            longest = text.count
            let bytes = text
            let offset = bytes.indices.min { Self.frequency(bytes[$0]) < Self.frequency(bytes[$1]) } ?? 0
            anchor = (text.isEmpty ? [] : matchesCase ? [text[offset]] : Self.cases(text[offset]), offset)
        } else {
            let forms = words.unicodeScalars.map(Self.forms)
            comparison = .scalars(forms)
            longest = forms.reduce(0) { $0 + ($1.map(\.count).max() ?? 0) }
            anchor = (Array(Set(forms.first?.compactMap(\.first) ?? [])), 0)
        }
    }

    private static func forms(_ scalar: Unicode.Scalar) -> [[UInt8]] {
        let exact = Array(String(scalar).utf8)
        let others = [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping]
            // What becomes several letters (ß) is looked for as it is.
            .filter { $0.unicodeScalars.count == 1 }.map { Array($0.utf8) }
        return [exact] + Set(others.filter { $0 != exact })
    }

    private static func cases(_ byte: UInt8) -> [UInt8] {
        let isLetter = (0x41...0x5A).contains(byte & 0xDF)
        return isLetter ? [byte & 0xDF, byte | 0x20] : [byte]
    }

    /// What stands in every stamp is everywhere in a log.
    private static func frequency(_ byte: UInt8) -> Int {
        if stampBytes.contains(byte) { return 2 }
        return commonBytes.contains(byte) ? 1 : 0
    }

    private static let stampBytes = Set("0123456789-:.>[] TZINFOtzinfo".utf8)
    private static let commonBytes = Set("aersEARS".utf8)

    package func firstPlace(in bytes: [UInt8]) -> Int? {
        var first: Int?
        each(in: bytes) { place in
            first = place
            return false
        }
        return first
    }

    package func lastPlace(in bytes: [UInt8]) -> Int? {
        var last: Int?
        each(in: bytes) { place in
            last = place
            return true
        }
        return last
    }

    package func places(in bytes: [UInt8]) -> [Int] {
        var places: [Int] = []
        each(in: bytes) { place in
            places.append(place)
            return true
        }
        return places
    }

    /// Hands out all places in their order until it is told that it is enough.
    private func each(in bytes: [UInt8], _ body: (Int) -> Bool) {
        bytes.withUnsafeBytes { buffer in
            // What cannot be a place is skipped by the C library, many bytes at a time.
            var next = anchor.bytes.map { Self.next($0, in: buffer, from: anchor.offset) }
            while let found = next.min(), found < buffer.count {
                if isAt(found - anchor.offset, in: buffer), !body(found - anchor.offset) { return }
                for index in next.indices where next[index] == found {
                    next[index] = Self.next(anchor.bytes[index], in: buffer, from: found + 1)
                }
            }
        }
    }

    /// Behind the end where there is none.
    private static func next(_ byte: UInt8, in buffer: UnsafeRawBufferPointer, from start: Int) -> Int {
        guard start < buffer.count, let base = buffer.baseAddress,
            let found = memchr(base + start, Int32(byte), buffer.count - start)
        else { return buffer.count }
        return UnsafeRawPointer(found) - base
    }

    private func isAt(_ place: Int, in buffer: UnsafeRawBufferPointer) -> Bool {
        guard let base = buffer.baseAddress else { return false }
        switch comparison {
        case .bytes:
            return place + text.count <= buffer.count && memcmp(base + place, text, text.count) == 0
        case .letters:
            return place + text.count <= buffer.count
                && text.withUnsafeBytes { text in
                    guard let text = text.baseAddress else { return false }
                    let (here, wanted) = (base + place, text)
                    return strncasecmp(
                        here.assumingMemoryBound(to: CChar.self),
                        wanted.assumingMemoryBound(to: CChar.self),
                        self.text.count
                    ) == 0
                }
        case .scalars(let forms):
            var place = place
            for forms in forms {
                let fits = forms.first { form in
                    place + form.count <= buffer.count && form.indices.allSatisfy { buffer[place + $0] == form[$0] }
                }
                guard let fits else { return false }
                place += fits.count
            }
            return true
        }
    }
}
