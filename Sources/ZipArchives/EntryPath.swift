import JobModel

/// The path of an archive's entry, made safe: relative, without `.` and `..`, parts joined by `/`.
struct EntryPath {
    let parts: [Substring]
    let text: String
    /// Whether the archive says by the name alone that this is a folder: by a slash at its end, as Windows tools do, or
    /// by a dot behind one.
    let isFolder: Bool

    /// Equal for equal bytes only, where texts are equal when they only look so.
    var key: [UInt8] { Array(text.utf8) }
    /// Of the folder that it is in; empty at the top.
    var folderKey: [UInt8] { Array(text.utf8.prefix(max(0, text.utf8.count - (parts.last?.utf8.count ?? 0) - 1))) }

    /// Reads the path as the archive has it.
    ///
    /// Windows tools join with backslashes.
    init(_ text: String, limits: ZipLimits) throws(EntryFault) {
        guard text.utf8.count <= limits.pathLength else {
            throw EntryFault(text, "its path has more than \(limits.pathLength) bytes; shorten it")
        }
        let isSlash = { (byte: UInt8) in byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") }
        guard text.utf8.first.map(isSlash) != true else {
            throw EntryFault(text, "its path is absolute; pack paths relative to the site or the job")
        }
        let named = text.utf8.split(whereSeparator: isSlash).map { Substring($0) }
        let parts = named.filter { $0 != "." }
        if let first = parts.first, first.utf8.count == 2, first.utf8.last == UInt8(ascii: ":") {
            throw EntryFault(text, "its path begins with a drive; pack paths relative to the site or the job")
        }
        guard parts.count <= limits.depth else {
            throw EntryFault(text, "it lies deeper than \(limits.depth) folders; make the tree flatter")
        }
        if let fault = parts.lazy.compactMap({ FileNameFault($0) }).first { throw EntryFault(text, "\(fault)") }
        self.parts = parts
        self.text = parts.joined(separator: "/")
        isFolder = text.utf8.last.map(isSlash) == true || named.last == "."
    }
}
