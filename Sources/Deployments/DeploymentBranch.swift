/// Decides which branch a push deploys.
package enum DeploymentBranch {
    /// The configured branch; else the only one there will be after the push; else `main`, then `master`.
    ///
    /// `nil` when the choice is not clear.
    ///
    /// `existing`: the branches of the repository; `pushed`: those the push creates or moves.
    package static func choose(configured: String?, existing: [String], pushed: [String]) -> String? {
        if let configured, !configured.isEmpty { return configured }
        let all = Set(existing).union(pushed)
        if all.count == 1 { return all.first }
        return ["main", "master"].first { all.contains($0) }
    }
}
