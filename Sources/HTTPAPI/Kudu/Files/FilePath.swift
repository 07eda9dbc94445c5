import JobModel

/// The path of a file as a request has it, cut at its slashes and then decoded, once.
///
/// Names are bytes: what a job wrote may have a name that is no text.
struct FilePath: Sendable, Hashable {
    /// Why a path names nothing that could exist.
    enum Fault: Error, Sendable, Hashable, CustomStringConvertible {
        case dots
        case emptyName
        case badEscape
        case slashInName
        case zeroByte
        case tooDeep

        var description: String {
            switch self {
            case .dots: "\".\" and \"..\" are no names; write the path without them"
            case .emptyName: "it has two slashes in a row"
            case .badEscape: "it has a \"%\" without two hexadecimal digits behind it; write %25 for a percent sign"
            case .slashInName: "a name in it has an encoded slash"
            case .zeroByte: "a name in it has a zero byte"
            case .tooDeep: "it has more than \(FilePath.maximumDepth) names"
            }
        }
    }

    static let maximumDepth = 100

    let parts: [[UInt8]]
    /// Whether it ends in a slash; the root does always.
    let isFolder: Bool

    init(parts: [[UInt8]], isFolder: Bool) {
        self.parts = parts
        self.isFolder = isFolder
    }

    /// `encoded` is what follows the route's own path: nothing, or a slash and more.
    init(encoded: some StringProtocol) throws(Fault) {
        let slash = UInt8(ascii: "/")
        var pieces = Array(encoded.utf8).split(separator: slash, omittingEmptySubsequences: false)[...]
        if pieces.first?.isEmpty == true { pieces = pieces.dropFirst() }
        let endsInSlash = pieces.last?.isEmpty ?? true
        if endsInSlash { pieces = pieces.dropLast() }
        guard pieces.count <= Self.maximumDepth else { throw .tooDeep }
        var parts: [[UInt8]] = []
        for piece in pieces {
            let name = try Self.decode(piece)
            guard !name.isEmpty else { throw .emptyName }
            guard name != Array(".".utf8), name != Array("..".utf8) else { throw .dots }
            guard !name.contains(slash) else { throw .slashInName }
            guard !name.contains(0) else { throw .zeroByte }
            parts.append(name)
        }
        self.parts = parts
        isFolder = endsInSlash
    }

    /// As a reader sees it; bytes that are no text are replaced.
    var shown: String {
        "\(ShownPath(parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")))" + (isFolder ? "/" : "")
    }

    /// A name as it stands in a URL.
    static func encoded(_ name: [UInt8]) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in name {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "-._~".utf8.contains(byte)
        }
    }

    private static func decode(_ piece: ArraySlice<UInt8>) throws(Fault) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = piece
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                throw .badEscape
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
