import JobModel

extension SitePlan {
    /// The same plan with these warnings on the jobs whose files they are about, and beside the jobs where they are
    /// about none.
    func with(_ warnings: [Problem], jobsPath: String) -> SitePlan {
        guard !warnings.isEmpty else { return self }
        var plan = self
        for warning in warnings {
            let folder = Self.split(warning.path, jobsPath: jobsPath)?.folder
            if let index = plan.changes.firstIndex(where: { $0.type == folder?.type && $0.name == folder?.name }) {
                plan.changes[index].problems.append(warning)
            } else {
                plan.strays.append(warning)
            }
        }
        return plan
    }
}
