import JobModel
import LinuxSystem

/// The entries of folders that decide what a path leads to: the file itself, and every link on the way to it.
struct PathTrail: Sendable, Hashable {
    struct Entry: Sendable, Hashable {
        /// A folder's real path.
        let folder: String
        let name: String
    }

    /// Links that are followed before a path counts as a circle, as the kernel does.
    static let maximumLinks = 40

    private(set) var entries: Set<Entry> = []

    /// Follows an absolute path as it leads now; where it leads nowhere, the trail ends at what is missing.
    init(_ path: String) {
        var rest = Self.parts(path)
        var folder = ""
        var links = 0
        while let name = rest.popLast() {
            if name == ".." {
                folder = folder.pathAbove
                continue
            }
            let full = "\(folder)/\(name)"
            let entry = Entry(folder: folder.isEmpty ? "/" : folder, name: name)
            // A link that goes while it is read is as good as missing.
            if SymbolicLink.exists(full), let target = try? SymbolicLink.target(of: full) {
                entries.insert(entry)
                links += 1
                guard links <= Self.maximumLinks else { return }
                let text = String(decoding: target, as: UTF8.self)
                if text.hasPrefix("/") { folder = "" }
                rest += Self.parts(text)
            } else if rest.isEmpty || !Folder.exists(full) {
                entries.insert(entry)
                return
            } else {
                folder = full
            }
        }
    }

    /// The parts of a path, the first of them last.
    private static func parts(_ path: String) -> [String] {
        path.split(separator: "/").filter { $0 != "." }.reversed().map(String.init)
    }
}
