/// A page that the navigation leads to.
///
/// A new one is a case here, with its words and its address.
package enum Section: String, Sendable, CaseIterable {
    case overview

    var title: String {
        switch self {
        case .overview: "Overview"
        }
    }

    package var path: String {
        switch self {
        case .overview: "/"
        }
    }

    func isFor(_ viewer: Viewer) -> Bool {
        switch self {
        case .overview: true
        }
    }
}
