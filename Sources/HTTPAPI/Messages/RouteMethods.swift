import HTTPTypes
import Hummingbird
import Synchronization

/// Which methods each path of the router has, so that a wrong one is told from a path that is not there.
final class RouteMethods: Sendable {
    private struct Route: Sendable {
        let parts: [Substring]
        let method: HTTPRequest.Method
    }

    private let routes = Mutex<[Route]>([])

    /// Learned when all routes are in place.
    func learn(_ router: Router<APIContext>) {
        let all = router.routes.map { Route(parts: "\($0.path)".lowercased().split(separator: "/"), method: $0.method) }
        routes.withLock { $0 = all }
    }

    /// The methods of a path, for `Allow`; empty where there is no such path.
    func methods(for path: String) -> [String] {
        let parts = path.lowercased().split(separator: "/")
        let found = routes.withLock { routes in
            Set(routes.filter { Self.fits(parts, $0.parts) }.map(\.method.rawValue))
        }
        return (found.contains("GET") ? found.union(["HEAD"]) : found).sorted()
    }

    private static func fits(_ parts: [Substring], _ pattern: [Substring]) -> Bool {
        for (index, expected) in pattern.enumerated() {
            if expected == "**" { return true }
            guard index < parts.count, expected.hasPrefix("{") || expected == parts[index] else { return false }
        }
        return parts.count == pattern.count
    }
}
