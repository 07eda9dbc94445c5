/// The path of an archive's entry, made safe: relative, without `.` and `..`, parts joined by `/`.
struct EntryPath: Hashable {
    let parts: [String]

    var text: String { parts.joined(separator: "/") }
    var parent: String { parts.dropLast().joined(separator: "/") }

    /// Reads the path as the archive has it.
    ///
    /// Windows tools join with backslashes.
    init(_ text: String, limits: ZipLimits) throws(ZipError) {
        func refused(_ reason: String) -> ZipError { .refused(entry: String(text.prefix(200)), reason: reason) }
        guard text.utf8.count <= limits.pathLength else {
            throw refused("has a path longer than \(limits.pathLength) bytes")
        }
        let normal = text.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "/")
        guard !normal.hasPrefix("/") else { throw refused("has an absolute path") }
        let parts = normal.split(separator: "/").filter { $0 != "." }.map(String.init)
        guard !parts.contains("..") else { throw refused("leaves the folder it is unpacked in (\"..\")") }
        if let first = parts.first, first.utf8.count == 2, first.hasSuffix(":") {
            throw refused("has a path with a drive letter")
        }
        guard parts.count <= limits.depth else { throw refused("lies deeper than \(limits.depth) folders") }
        guard parts.allSatisfy({ $0.utf8.count <= 255 }) else { throw refused("has a name longer than 255 bytes") }
        self.parts = parts
    }
}
