/// A page that the navigation leads to.
///
/// A new one is a case here, with its words and its address.
package enum Section: String, Sendable, CaseIterable {
    case overview
    case schedule
    case deployments
    case add

    var title: String {
        switch self {
        case .overview: "Overview"
        case .schedule: "Schedule"
        case .deployments: "Deployments"
        case .add: "Add a job"
        }
    }

    package var path: String {
        switch self {
        case .overview: "/"
        case .schedule: "/ui/schedule"
        case .deployments: "/ui/deployments"
        case .add: "/ui/add"
        }
    }

    func isFor(_ viewer: Viewer) -> Bool {
        switch self {
        case .overview, .schedule, .deployments: true
        case .add: viewer.mayDeploy
        }
    }
}
