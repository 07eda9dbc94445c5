package import JobModel

/// What the site was last made of.
///
/// Ownership follows from it: a whole-site deployment removes only what the previous one brought; an uploaded job stays
/// until a deployment names the same path.
package struct ActiveSite: Sendable, Hashable {
    /// The id of the newest successful deployment.
    package var deployment: String?
    /// The commit that keeps ``tree``, the newest of a line that goes back to the first deployment.
    package var commit: String?
    /// All that is deployed: the last whole site with what came to it one by one.
    package var tree: TreeID?
    /// The last whole site as it was brought.
    package var site: TreeID?
    /// Jobs deployed by themselves, as `TYPE/NAME`.
    package var uploads: Set<String>

    package init(
        deployment: String? = nil,
        commit: String? = nil,
        tree: TreeID? = nil,
        site: TreeID? = nil,
        uploads: Set<String> = []
    ) {
        self.deployment = deployment
        self.commit = commit
        self.tree = tree
        self.site = site
        self.uploads = uploads
    }
}

extension ActiveSite {
    package var json: JSONValue {
        .object([
            "deployment": .optional(deployment),
            "commit": .optional(commit),
            "tree": .optional(tree?.hexadecimal),
            "site": .optional(site?.hexadecimal),
            "uploads": .array(uploads.sorted().map { .string($0) }),
        ])
    }

    init(_ value: JSONValue) {
        self.init(
            deployment: value["deployment"]?.string,
            commit: value["commit"]?.string,
            tree: value["tree"]?.string.flatMap(TreeID.init(hexadecimal:)),
            site: value["site"]?.string.flatMap(TreeID.init(hexadecimal:)),
            uploads: Set((value["uploads"]?.array ?? []).compactMap(\.string))
        )
    }
}
