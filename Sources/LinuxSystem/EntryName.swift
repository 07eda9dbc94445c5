package import Glibc

/// A name in a folder, whose bytes need not be text.
package struct EntryName: Sendable, Hashable {
    package let bytes: [UInt8]
    /// The name where it is UTF-8; else with `\xE9` for each byte that is no text.
    package let shown: String
    package let isText: Bool

    package init(_ bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
        if let text = String(validating: self.bytes, as: UTF8.self) {
            shown = text
            isText = true
        } else {
            shown = Self.escaped(self.bytes)
            isText = false
        }
    }

    private static func escaped(_ bytes: [UInt8]) -> String {
        var text = ""
        var rest = bytes[...]
        while let first = rest.first {
            // No character of UTF-8 has more bytes.
            let lengths = (1...min(4, rest.count))
            if let part = lengths.lazy.compactMap({ String(validating: rest.prefix($0), as: UTF8.self) }).first {
                text += part
                rest.removeFirst(part.utf8.count)
            } else {
                let digits = String(first, radix: 16, uppercase: true)
                text += "\\x\(digits.count == 1 ? "0" : "")\(digits)"
                rest.removeFirst()
            }
        }
        return text
    }

    /// What lies under the name in a folder; `nil` when it is gone.
    package func status(in folder: String) -> stat? {
        let path = (Array(folder.utf8) + [UInt8(ascii: "/")] + bytes + [0]).map { CChar(bitPattern: $0) }
        var information = stat()
        return lstat(path, &information) == 0 ? information : nil
    }

    /// What its owner is to do; for the folder of a job or a file of one.
    package static func advice(_ shown: String) -> String {
        "its name is not UTF-8: \\xNN stands for a byte that is no text; rename it, in bash: mv $'\(shown)' NAME"
    }
}
