/// What the site's settings say about deployments.
package struct DeploymentPolicy: Sendable, Hashable {
    /// What becomes of a deployment whose jobs do not start.
    package enum OnFailure: String, Sendable, Hashable {
        /// The one before is made active again.
        case rollback
        /// It stays, and its jobs are started again and again as always.
        case keep
    }

    /// How long a continuous job must have run to count as started.
    package static let defaultSettle: Duration = .seconds(5)
    /// How long nobody must have deployed before the repository is put together.
    package static let defaultTidyDelay: Duration = .seconds(600)
    /// How long one tool of a build may take.
    package static let defaultBuildTimeout: Duration = .seconds(600)

    /// How long one fetch from another repository may take.
    package static let defaultFetchTimeout: Duration = .seconds(600)

    /// The branch to deploy, where the settings name one.
    package let branch: String?
    package let settle: Duration
    package let onFailure: OnFailure
    /// Whether what jobs need is built; the original's `SCM_DO_BUILD_DURING_DEPLOYMENT`.
    package let isBuilding: Bool
    /// How long one tool of a build may take.
    package let buildTimeout: Duration
    package let tidyDelay: Duration
    /// How long one fetch from another repository may take.
    package let fetchTimeout: Duration

    package init(
        branch: String? = nil,
        settle: Duration = defaultSettle,
        onFailure: OnFailure = .rollback,
        isBuilding: Bool = true,
        buildTimeout: Duration = defaultBuildTimeout,
        tidyDelay: Duration = defaultTidyDelay,
        fetchTimeout: Duration = defaultFetchTimeout
    ) {
        self.fetchTimeout = fetchTimeout
        self.tidyDelay = tidyDelay
        self.isBuilding = isBuilding
        self.buildTimeout = buildTimeout
        self.branch = branch
        self.settle = settle
        self.onFailure = onFailure
    }
}
