package import JobModel

/// What the site was last made of: the tree of the last whole-site deployment and, beside it, the jobs that came one by
/// one.
///
/// Ownership follows from it: a whole-site deployment removes only what the previous one brought; an uploaded job stays
/// until a deployment names the same path.
package struct ActiveSite: Sendable, Hashable {
    /// The id of the newest successful deployment.
    package var deployment: String?
    /// The last whole-site tree.
    package var site: TreeID?
    /// Jobs deployed by themselves, by `TYPE/NAME`, that the site's tree does not hold.
    package var uploads: [String: TreeID]

    package init(deployment: String? = nil, site: TreeID? = nil, uploads: [String: TreeID] = [:]) {
        self.deployment = deployment
        self.site = site
        self.uploads = uploads
    }
}
