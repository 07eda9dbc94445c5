/// A piece of a page, which is well-formed by construction: what stands in a literal is markup, and whatever is put into
/// it is text.
///
///     let item: HTML = "<a href=\"\(job.path)\">\(job.name)</a>"
///
/// Texts and attribute values are escaped as they are put in (attributes must be in quotes); only another ``HTML`` goes
/// in as it is. There is no way from a text to markup but a literal in the source.
package struct HTML: Sendable, Hashable {
    /// UTF-8.
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package static func + (left: HTML, right: HTML) -> HTML {
        var both = left
        both.bytes += right.bytes
        return both
    }

    package static func += (left: inout HTML, right: HTML) {
        left.bytes += right.bytes
    }

    package var isEmpty: Bool { bytes.isEmpty }
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension HTML: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    package init(stringLiteral markup: StaticString) {
        bytes = markup.withUTF8Buffer { Array($0) }
    }

    package init(stringInterpolation pieces: Pieces) {
        bytes = pieces.bytes
    }

    /// What an interpolated literal is made of, piece by piece.
    package struct Pieces: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        package mutating func appendLiteral(_ markup: StaticString) {
            markup.withUTF8Buffer { bytes += $0 }
        }

        /// A text, shown as it is whatever it holds; see ``EscapedText``.
        package mutating func appendInterpolation(_ text: some StringProtocol) {
            EscapedText.append(text.utf8, to: &bytes)
        }

        /// A name, of which line breaks and tabulators are shown as well.
        package mutating func appendInterpolation(line text: some StringProtocol) {
            EscapedText.append(line: text.utf8, to: &bytes)
        }

        package mutating func appendInterpolation(_ number: Int) {
            bytes += String(number).utf8
        }

        package mutating func appendInterpolation(_ html: HTML) {
            bytes += html.bytes
        }

        /// Nothing for `nil`.
        package mutating func appendInterpolation(_ html: HTML?) {
            if let html { bytes += html.bytes }
        }

        /// Several, one after the other.
        package mutating func appendInterpolation(_ parts: [HTML]) {
            for part in parts { bytes += part.bytes }
        }

        /// Only where the condition holds.
        package mutating func appendInterpolation(if condition: Bool, _ html: @autoclosure () -> HTML) {
            if condition { bytes += html().bytes }
        }

        /// A text in which only what would be markup is escaped, for fields whose content comes back as it was.
        package mutating func appendInterpolation(exact text: String) {
            EscapedText.append(exact: text.utf8, to: &bytes)
        }
    }
}
