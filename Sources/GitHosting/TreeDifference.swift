package import JobModel

/// One path that differs between two trees.
package struct TreeDifference: Sendable, Hashable {
    /// Relative to the trees, parts joined by `/`.
    package let path: String
    /// What was there; `nil` for a new path.
    ///
    /// Never a folder.
    package let old: TreeEntry?
    /// What is there now; `nil` for a removed path.
    ///
    /// Never a folder.
    package let new: TreeEntry?

    package init(_ path: String, _ old: TreeEntry?, _ new: TreeEntry?) {
        self.path = path
        self.old = old
        self.new = new
    }
}

extension Repository {
    /// All files that differ, in byte order of their paths; folders that are equal are not even read.
    package func differences(from old: TreeID?, to new: TreeID?) throws(GitError) -> [TreeDifference] {
        var found: [TreeDifference] = []
        try compare(old, new, below: "", into: &found)
        return found
    }

    private func compare(
        _ old: TreeID?,
        _ new: TreeID?,
        below path: String,
        into found: inout [TreeDifference]
    ) throws(GitError) {
        guard old != new else { return }
        let before = try byName(old)
        let after = try byName(new)
        for name in Set(before.keys).union(after.keys).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            let (left, right) = (before[name], after[name])
            guard left != right else { continue }
            let inner = path.isEmpty ? name : "\(path)/\(name)"
            let (leftFile, rightFile) = (left.flatMap(Self.file), right.flatMap(Self.file))
            if leftFile != nil || rightFile != nil {
                found.append(TreeDifference(inner, leftFile, rightFile))
            }
            try compare(left.flatMap(Self.folder), right.flatMap(Self.folder), below: inner, into: &found)
        }
    }

    func byName(_ tree: TreeID?) throws(GitError) -> [String: TreeEntry] {
        guard let tree else { return [:] }
        return Dictionary(uniqueKeysWithValues: try entries(of: tree).map { ($0.name, $0) })
    }

    private static func file(_ entry: TreeEntry) -> TreeEntry? {
        entry.kind == .folder ? nil : entry
    }

    private static func folder(_ entry: TreeEntry) -> TreeID? {
        entry.kind == .folder ? entry.object : nil
    }
}
