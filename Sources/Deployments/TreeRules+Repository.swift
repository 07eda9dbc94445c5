import GitHosting
import JobModel

extension TreeRules {
    /// The rules for a tree of the repository.
    init(_ repository: Repository, _ tree: TreeID?, jobsPath: String) {
        let limits = TreeLimits()
        let reading = Tree(
            target: { (link) throws(GitError) in try repository.bytes(of: link, limit: limits.linkLength) },
            size: { (file) throws(GitError) in try repository.size(of: file) },
            names: { (path) throws(GitError) in
                try tree.map { (tree) throws(GitError) in
                    try repository.names(in: path, of: tree)
                } ?? []
            }
        )
        self.init(reading, jobsPath: jobsPath, limits: limits)
    }
}
