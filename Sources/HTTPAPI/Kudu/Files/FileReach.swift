import JobModel

/// Finds what a path of the virtual file system stands for in a home.
struct FileReach: Sendable {
    enum Target: Sendable, Hashable {
        case place(FilePlace)
        /// A folder of which only these names are shown.
        case names([String])
        /// Nothing that can be reached.
        case nothing
    }

    let layout: HomeLayout

    func target(of path: FilePath) -> Target {
        let parts = path.parts[...]
        switch Self.text(parts.first) {
        case nil: return parts.isEmpty ? .names(["LogFiles", "data", "site"]) : .nothing
        case "data": return place(.data, layout.data, parts.dropFirst())
        case "LogFiles": return place(.logs, layout.logFiles, parts.dropFirst())
        case "site": return site(parts.dropFirst())
        default: return .nothing
        }
    }

    private func site(_ parts: ArraySlice<[UInt8]>) -> Target {
        switch Self.text(parts.first) {
        case nil: return parts.isEmpty ? .names(["deployments", "wwwroot"]) : .nothing
        case "deployments": return place(.deployments, layout.deployments, parts.dropFirst())
        case "wwwroot": return web(parts.dropFirst())
        default: return .nothing
        }
    }

    private func web(_ parts: ArraySlice<[UInt8]>) -> Target {
        let jobs = layout.jobsPathInSite.split(separator: "/").map { Array($0.utf8) }
        if parts.starts(with: jobs) { return place(.jobs, layout.jobsRoot, parts.dropFirst(jobs.count)) }
        // What lies above the jobs holds them.
        let kept = zip(parts, jobs).prefix { $0 == $1 }.count
        return .place(FilePlace(area: .web, root: layout.webRoot, parts: Array(parts), keptDepth: kept))
    }

    private func place(_ area: FilePlace.Area, _ root: String, _ parts: ArraySlice<[UInt8]>) -> Target {
        let parts = Array(parts)
        let place = FilePlace(area: area, root: root, parts: parts, keptDepth: FilePlace.keptDepth(area, parts))
        return place.isHidden(nil) ? .nothing : .place(place)
    }

    private static func text(_ name: [UInt8]?) -> String? {
        name.flatMap { String(validating: $0, as: UTF8.self) }
    }
}
