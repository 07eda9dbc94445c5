/// Where this site has pages that people look at: neither what acts, nor what only a script asks for.
package enum PagePath {
    /// As routes are written; a part that begins with a colon is any.
    package static let patterns = [
        "/", "/ui/schedule", "/ui/deployments", "/ui/deployments/:id", "/ui/deployments/:id/rollback", "/ui/add",
        "/ui/settings", "/ui/access", "/ui/audit", "/ui/instances", "/ui/jobs/:type/:name", "/ui/jobs/:type/:name/log",
        "/ui/jobs/:type/:name/files", "/ui/jobs/:type/:name/files/edit", "/ui/jobs/:type/:name/schedule",
        "/ui/jobs/:type/:name/runs", "/ui/jobs/:type/:name/runs/latest", "/ui/jobs/:type/:name/runs/:run",
        "/ui/jobs/:type/:name/runs/:run/log",
    ]

    /// What can be asked for below `/ui` and is no page to go on to.
    package static let others = [
        "/ui", "/ui/sign-in", "/ui/preview", "/ui/add/check", "/ui/assets/:hash/:name", "/ui/jobs/:type/:name/log/find",
        "/ui/jobs/:type/:name/runs/:run/log/find",
    ]

    /// `path`: without its query.
    package static func isPage(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        return patterns.contains { pattern in
            let wanted = pattern.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            return wanted.count == parts.count
                && zip(wanted, parts).allSatisfy { wanted, part in
                    wanted.hasPrefix(":") ? !part.isEmpty : part == wanted
                }
        }
    }
}
