/// A page that the navigation leads to.
///
/// A new one is a case here, with its words and its address.
package enum Section: String, Sendable, CaseIterable {
    case overview
    case schedule
    case deployments
    case add
    case settings
    case access
    case audit
    case instances

    var title: String {
        switch self {
        case .overview: "Overview"
        case .schedule: "Schedule"
        case .deployments: "Deployments"
        case .add: "Add a job"
        case .settings: "Settings"
        case .access: "Access"
        case .audit: "Audit"
        case .instances: "Instances"
        }
    }

    package var path: String {
        switch self {
        case .overview: "/"
        case .schedule: "/ui/schedule"
        case .deployments: "/ui/deployments"
        case .add: "/ui/add"
        case .settings, .access, .audit, .instances: "/ui/\(rawValue)"
        }
    }

    func isFor(_ viewer: Viewer) -> Bool {
        switch self {
        case .overview, .schedule, .deployments, .instances: true
        case .add: viewer.mayDeploy
        case .settings, .access, .audit: viewer.mayAdminister
        }
    }
}
