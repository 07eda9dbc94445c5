/// What the first bytes of a program's file say of how it is started.
enum ProgramHead: Hashable {
    case compiled
    /// A script that names what runs it, with its arguments.
    case script([String])
    case other

    init(_ bytes: [UInt8]) {
        if bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) {
            self = .compiled
        } else if bytes.starts(with: "#!".utf8) {
            let line = String(decoding: bytes.dropFirst(2).prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
            self = .script(line.split { $0 == " " || $0 == "\t" }.map(String.init))
        } else {
            self = .other
        }
    }

    /// What runs a script, without the `env` that looks for it.
    static func interpreter(_ words: [String]) -> [String] {
        guard let first = words.first, first.hasSuffix("/env") else { return words }
        return Array(words.dropFirst().drop { $0.hasPrefix("-") || $0.contains("=") })
    }
}
