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
    /// How deep folders may lie in a tree that is compared; deeper ones are refused before they use up the stack.
    package static let maximumDepth = 512
    /// Files and folders that a comparison takes before it is given up; a small tree can stand for endlessly many.
    package static let maximumDifferences = 250_000

    /// All files that differ, in byte order of their paths; folders that are equal are not even read.
    ///
    /// A tree that no folder could be made of (a name twice, or with a slash) is an error.
    package func differences(
        from old: TreeID?,
        to new: TreeID?,
        limit: Int = maximumDifferences
    ) throws(GitError) -> [TreeDifference] {
        var comparison = TreeComparison(repository: self, limit: limit)
        try comparison.compare(old, new, below: "", depth: 0)
        return comparison.found
    }

    /// What lies directly in a tree, by its names.
    ///
    /// `path` is where it lies, for the words of an error.
    func byName(_ tree: TreeID?, at path: String = "") throws(GitError) -> [TreeName: TreeEntry] {
        guard let tree else { return [:] }
        var byName: [TreeName: TreeEntry] = [:]
        for entry in try entries(of: tree) {
            let inner = path.isEmpty ? entry.name : "\(path)/\(entry.name)"
            guard !entry.name.isEmpty, !entry.name.utf8.contains(UInt8(ascii: "/")) else {
                throw .badTree(path: inner, reason: "a name in its tree is empty or has a slash; rename it")
            }
            guard byName.updateValue(entry, forKey: TreeName(entry.name)) == nil else {
                throw .badTree(path: inner, reason: "its name is there twice; leave one of them out")
            }
        }
        return byName
    }
}

/// One comparison of two trees under way.
private struct TreeComparison {
    let repository: Repository
    let limit: Int
    var found: [TreeDifference] = []
    private var folders = 0

    init(repository: Repository, limit: Int) {
        self.repository = repository
        self.limit = limit
    }

    mutating func compare(_ old: TreeID?, _ new: TreeID?, below path: String, depth: Int) throws(GitError) {
        guard old != new else { return }
        guard depth <= Repository.maximumDepth else {
            throw .badTree(
                path: path,
                reason: "it lies deeper than \(Repository.maximumDepth) folders; make it flatter"
            )
        }
        folders += 1
        let before = try repository.byName(old, at: path)
        let after = try repository.byName(new, at: path)
        let names = Set(before.keys).union(after.keys)
        for name in names.sorted(by: { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }) {
            let (left, right) = (before[name], after[name])
            guard left != right else { continue }
            let inner = path.isEmpty ? name.text : "\(path)/\(name.text)"
            let (leftFile, rightFile) = (left.flatMap(Self.file), right.flatMap(Self.file))
            if leftFile != nil || rightFile != nil {
                found.append(TreeDifference(inner, leftFile, rightFile))
            }
            guard found.count + folders <= limit else {
                throw .badTree(path: inner, reason: "with it, more than \(limit) files and folders differ")
            }
            try compare(left.flatMap(Self.folder), right.flatMap(Self.folder), below: inner, depth: depth + 1)
        }
    }

    private static func file(_ entry: TreeEntry) -> TreeEntry? {
        entry.kind == .folder ? nil : entry
    }

    private static func folder(_ entry: TreeEntry) -> TreeID? {
        entry.kind == .folder ? entry.object : nil
    }
}
