/// Why a name that a stranger gave to a file or folder is refused, although Linux would take it.
///
/// Names are judged by their bytes: Swift's characters would hide a slash behind a combining mark.
package enum FileNameFault: Error, Sendable, Hashable, CustomStringConvertible {
    case empty
    /// `.` or `..`.
    case dots
    /// `.git`, or what some file system takes for it.
    case gitFolder
    case controlCharacter
    /// It holds U+FFFD, which stands for bytes that are not UTF-8.
    case notText
    /// It begins or ends with a character that melts into one with the slash beside it.
    case joinsSlash
    case tooLong

    /// Bytes, as Linux has it.
    package static let maximumLength = 255

    /// `nil` for a name that is fine.
    package init?(_ name: String) {
        self.init(name[...])
    }

    /// `nil` for a name that is fine.
    package init?(_ name: Substring) {
        let bytes = name.utf8
        if bytes.isEmpty {
            self = .empty
        } else if bytes.elementsEqual(".".utf8) || bytes.elementsEqual("..".utf8) {
            self = .dots
        } else if bytes.count > Self.maximumLength {
            self = .tooLong
        } else if let fault = bytes.allSatisfy({ $0 >= 32 && $0 < 127 }) ? nil : Self.fault(ofUnusual: name) {
            self = fault
        } else if Self.isGitFolder(name) {
            self = .gitFolder
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .empty: "a name in its path is empty"
        case .dots: "\".\" and \"..\" are no names; write the path without them"
        case .gitFolder: "\".git\", and what some systems take for it, is git's own; leave it out"
        case .controlCharacter: "its name has a control character; rename it"
        case .notText: "its name is not UTF-8; rename it, or pack it with a tool that writes UTF-8"
        case .joinsSlash: "its name begins or ends with a character that joins its neighbour; rename it"
        case .tooLong: "a name in its path has more than \(Self.maximumLength) bytes; shorten it"
        }
    }

    private static func fault(ofUnusual name: Substring) -> FileNameFault? {
        for scalar in name.unicodeScalars {
            if scalar.properties.generalCategory == .control { return .controlCharacter }
            if scalar == "\u{FFFD}" { return .notText }
        }
        let framed = "/\(name)/"
        return framed.first == "/" && framed.last == "/" ? nil : .joinsSlash
    }

    /// As git's own `core.protectHFS` and `core.protectNTFS` decide, both at once.
    private static func isGitFolder(_ name: Substring) -> Bool {
        // Most names begin with another letter: what is left out has no ASCII.
        guard let first = name.utf8.first, first >= 0x80 || ".gG".utf8.contains(first) else { return false }
        let seen = name.unicodeScalars.filter { !isIgnored($0) }.map(\.value)
        let lowercased = seen.map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }
        for beginning in [".git", "git~1"] {
            let scalars = beginning.unicodeScalars.map(\.value)
            guard lowercased.starts(with: scalars) else { continue }
            // NTFS drops dots and blanks at the end, and reads what follows a colon as a stream of the file.
            let rest = lowercased.dropFirst(scalars.count).drop { $0 == 0x20 || $0 == 0x2E }
            if rest.isEmpty || rest.first == 0x3A || rest.first == 0x5C { return true }
        }
        return false
    }

    /// What HFS+ leaves out when it compares names.
    private static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200C...0x200F, 0x202A...0x202E, 0x206A...0x206F, 0xFEFF: true
        default: false
        }
    }
}
