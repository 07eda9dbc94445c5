package import GitHosting
package import JobModel

/// What differs between two states of the site, file by file, as much of it as people read.
package struct SiteDifferences: Sendable, Hashable {
    /// Files whose lines are shown; further ones are counted.
    package static let maximumFiles = 100
    /// Lines of all files together.
    package static let maximumLines = 1200

    package struct File: Sendable, Hashable {
        /// Below the site's folder.
        package let path: String
        package let difference: TreeDifference
        package let patch: FilePatch
    }

    /// `nil` where there was nothing.
    package let before: TreeID?
    package let after: TreeID?
    /// Jobs that are not the same in both, with how many of their files differ.
    package let jobs: [JobChange]
    package let files: [File]
    /// Files that differ besides.
    package let furtherFiles: Int

    init(from before: TreeID?, to after: TreeID?, in repository: Repository, jobsPath: String) throws(GitError) {
        self.before = before
        self.after = after
        let differences = try repository.differences(from: before, to: after)
        jobs = try Self.jobs(differences, before, after, repository, jobsPath)
        var files: [File] = []
        var limits = FilePatch.Limits()
        var left = Self.maximumLines
        for difference in differences.prefix(Self.maximumFiles) {
            limits.lines = min(limits.lines, left)
            let patch = try repository.patch(of: difference, limits: limits)
            left -= patch.lines.count
            files.append(File(path: difference.path, difference: difference, patch: patch))
        }
        self.files = files
        furtherFiles = differences.count - files.count
    }

    private static func jobs(
        _ differences: [TreeDifference],
        _ before: TreeID?,
        _ after: TreeID?,
        _ repository: Repository,
        _ jobsPath: String
    ) throws(GitError) -> [JobChange] {
        var counts: [JobFolderName: Int] = [:]
        for difference in differences {
            guard let (folder, _) = SitePlan.split(difference.path, jobsPath: jobsPath) else { continue }
            counts[folder, default: 0] += 1
        }
        var changes: [JobChange] = []
        for (folder, count) in counts.sorted(by: { $0.key < $1.key }) {
            let path = "\(jobsPath)/\(folder)"
            let was = try before.flatMap { (tree) throws(GitError) in try repository.folder(at: path, of: tree) } != nil
            let isThere =
                try after.flatMap { (tree) throws(GitError) in try repository.folder(at: path, of: tree) } != nil
            let kind: JobChange.Kind = was ? (isThere ? .changed : .removed) : .new
            changes.append(
                JobChange(type: folder.type, name: folder.name, kind: kind, fileCount: count, problems: [])
            )
        }
        return changes
    }
}
