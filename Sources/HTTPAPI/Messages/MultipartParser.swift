/// Takes apart what forms with files send (`multipart/form-data`, RFC 7578), piece by piece as it comes.
///
/// Memory holds no more than one piece and the head of a part, however large a file is.
struct MultipartParser {
    enum Event: Hashable {
        case begin(Part)
        case data([UInt8])
        case end
    }

    struct Part: Hashable {
        let name: String
        /// `nil` for a field that is no file.
        let fileName: String?
    }

    enum Failure: Error, Hashable, CustomStringConvertible {
        case noBoundary
        case badHead
        case tooManyParts
        case cutOff

        var description: String {
            switch self {
            case .noBoundary: "the form does not say where its parts begin"
            case .badHead: "the head of a part of the form cannot be understood"
            case .tooManyParts: "the form has more than \(MultipartParser.maximumParts) parts"
            case .cutOff: "the form ends in the middle of a part"
            }
        }
    }

    /// Bytes of the head of a part.
    static let maximumHead = 8 * 1024
    static let maximumParts = 64
    private static let maximumBoundary = 70

    private enum State {
        case beforeFirst
        case head
        case content
        case over
    }

    /// What comes before a boundary belongs to it.
    private let mark: [UInt8]
    private var state = State.beforeFirst
    private var pending: [UInt8] = [13, 10]
    private var parts = 0

    /// `contentType`: as in the header of the request.
    init(contentType: String) throws(Failure) {
        guard let boundary = Self.parameter("boundary", of: contentType[...]), !boundary.isEmpty,
            boundary.utf8.count <= Self.maximumBoundary
        else { throw .noBoundary }
        mark = Array("\r\n--\(boundary)".utf8)
    }

    mutating func take(_ bytes: some Sequence<UInt8>) throws(Failure) -> [Event] {
        pending += bytes
        var events: [Event] = []
        while try step(&events) {}
        return events
    }

    /// Call it when there is no more: a form that was cut off is no form.
    func finish() throws(Failure) {
        guard case .over = state else { throw .cutOff }
    }

    /// `false` when more must come first.
    private mutating func step(_ events: inout [Event]) throws(Failure) -> Bool {
        switch state {
        case .over:
            pending.removeAll()
            return false
        case .beforeFirst, .content:
            guard let place = Self.find(mark, in: pending) else {
                // All but what may be the beginning of the mark.
                let kept = Self.overlap(of: pending, with: mark)
                let count = pending.count - kept
                if count > 0 {
                    if case .content = state { events.append(.data(Array(pending.prefix(count)))) }
                    pending.removeFirst(count)
                }
                return false
            }
            let after = place + mark.count
            guard pending.count >= after + 2 else { return false }
            if case .content = state {
                if place > 0 { events.append(.data(Array(pending.prefix(place)))) }
                events.append(.end)
            }
            if pending[after] == UInt8(ascii: "-"), pending[after + 1] == UInt8(ascii: "-") {
                state = .over
                return false
            }
            pending.removeFirst(after)
            state = .head
            return true
        case .head:
            guard let place = Self.find([13, 10, 13, 10], in: pending) else {
                guard pending.count <= Self.maximumHead else { throw .badHead }
                return false
            }
            parts += 1
            guard parts <= Self.maximumParts else { throw .tooManyParts }
            events.append(.begin(try Self.part(pending.prefix(place))))
            pending.removeFirst(place + 4)
            // A part that is empty has its end right here.
            state = .content
            return true
        }
    }

    private static func part(_ head: ArraySlice<UInt8>) throws(Failure) -> Part {
        let text = String(decoding: head, as: UTF8.self)
        for line in text.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "content-disposition" else {
                continue
            }
            let value = line[line.index(after: colon)...]
            guard let name = parameter("name", of: value) else { throw .badHead }
            return Part(name: name, fileName: parameter("filename", of: value))
        }
        throw .badHead
    }

    /// `name="value"` or `name=value` among what is set apart by semicolons.
    private static func parameter(_ name: String, of header: Substring) -> String? {
        var rest = Array(header.utf8)[...]
        while let semicolon = rest.firstIndex(of: UInt8(ascii: ";")) {
            rest = rest[(semicolon + 1)...].drop { $0 == 32 || $0 == 9 }
            let key = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ";") }
            rest = rest.dropFirst(key.count)
            guard rest.first == UInt8(ascii: "=") else { continue }
            rest = rest.dropFirst()
            var value: [UInt8] = []
            if rest.first == UInt8(ascii: "\"") {
                rest = rest.dropFirst()
                while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
                    let isEscaped = byte == UInt8(ascii: "\\") && rest.first == UInt8(ascii: "\"")
                    value.append(isEscaped ? rest.removeFirst() : byte)
                }
            } else {
                value = Array(rest.prefix { $0 != UInt8(ascii: ";") && $0 != 32 })
                rest = rest.dropFirst(value.count)
            }
            if String(decoding: key, as: UTF8.self).lowercased() == name {
                return String(decoding: value, as: UTF8.self)
            }
        }
        return nil
    }

    private static func find(_ mark: [UInt8], in bytes: [UInt8]) -> Int? {
        guard let first = mark.first, bytes.count >= mark.count else { return nil }
        var index = 0
        while index <= bytes.count - mark.count {
            guard let next = bytes[index...(bytes.count - mark.count)].firstIndex(of: first) else { return nil }
            if bytes[next..<(next + mark.count)].elementsEqual(mark) { return next }
            index = next + 1
        }
        return nil
    }

    /// How many bytes at the end may be the beginning of the mark.
    private static func overlap(of bytes: [UInt8], with mark: [UInt8]) -> Int {
        var count = min(bytes.count, mark.count - 1)
        while count > 0, !bytes.suffix(count).elementsEqual(mark.prefix(count)) { count -= 1 }
        return count
    }
}
