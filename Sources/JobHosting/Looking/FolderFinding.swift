package import JobBuilding
package import JobDiscovery
package import JobModel

/// What a look at a job's folder found.
package struct FolderFinding: Sendable {
    /// `nil` for a folder whose name cannot be a job's.
    package let description: JobDescription?
    /// `nil` when the folder cannot be read as a whole.
    package let version: TreeID?
    /// Where a process of this version runs: its working copy, or the folder itself.
    package let root: String
    /// What was built for it.
    package var built: BuiltJob?
    /// All that is wrong, the description's included.
    package let problems: [Problem]

    /// A folder that cannot be read for the moment changes nothing of what runs: the version stays, the problem shows.
    func keepingVersion(of last: FolderFinding?) -> FolderFinding {
        guard version == nil, description != nil, let last, let lastVersion = last.version else { return self }
        return FolderFinding(
            description: last.description,
            version: lastVersion,
            root: last.root,
            built: last.built,
            problems: problems
        )
    }
}
