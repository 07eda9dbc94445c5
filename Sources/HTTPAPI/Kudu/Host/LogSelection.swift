import JobHosting
import JobModel
import LinuxSystem
import RunHistory

/// Which files a stream of logs is made of: those of a folder below `LogFiles`, one file, or the logs of one job.
enum LogSelection: Sendable {
    case files(FilePlace)
    case job(JobID)

    /// Files of one folder that are followed, those below it among them.
    private static let maximumFiles = 200
    private static let maximumDepth = 4
    private static let endings = [".txt", ".log", ".htm", ".html"]

    /// `nil` for what cannot be reached.
    init?(_ path: FilePath, _ layout: HomeLayout) {
        let names = path.parts.map { String(decoding: $0, as: UTF8.self) }
        if names.count == 3, names[0] == "jobs" {
            guard let job = JobID(path: "\(names[1])/\(names[2])") else { return nil }
            self = .job(job)
            return
        }
        let inHome = FilePath(parts: [Array("LogFiles".utf8)] + path.parts, isFolder: path.isFolder)
        guard case .place(let place) = FileReach(layout: layout).target(of: inHome) else { return nil }
        self = .files(place)
    }

    /// The files as they are now; blocks.
    func places(_ services: APIServices) throws -> [FilePlace] {
        switch self {
        case .files(let place):
            if case .file = try services.files.find(place) { return [place] }
            return try Self.files(in: place, services.files, depth: 0)
        case .job(let job): return Self.places(of: job, services)
        }
    }

    private static func files(in place: FilePlace, _ files: HomeFiles, depth: Int) throws -> [FilePlace] {
        guard depth < maximumDepth, let folder = try files.folder(place, links: .refused) else { return [] }
        var found: [FilePlace] = []
        for name in try folder.names() where found.count < maximumFiles {
            let child = place.child(name)
            guard let status = try folder.status(of: name), !child.isHidden(status.kind) else { continue }
            switch status.kind {
            case .folder: found += try Self.files(in: child, files, depth: depth + 1)
            case .file where hasEnding(name): found.append(child)
            case .file, .link, .other: continue
            }
        }
        return Array(found.prefix(maximumFiles))
    }

    private static func hasEnding(_ name: [UInt8]) -> Bool {
        let text = String(decoding: name, as: UTF8.self).lowercased()
        return endings.contains { text.hasSuffix($0) }
    }

    /// The job's own log, and of a triggered job what its newest run writes.
    private static func places(of job: JobID, _ services: APIServices) -> [FilePlace] {
        var paths = [services.layout.log(of: job)]
        if job.type == .triggered, let run = services.host.history.latestStarted(job.name) {
            paths.append(services.host.history.outputPath(run))
        }
        let home = "\(services.layout.home)/"
        return paths.compactMap { path in
            let parts = path.dropFirst(home.count).split(separator: "/").map { Array($0.utf8) }
            let target = FileReach(layout: services.layout).target(of: FilePath(parts: parts, isFolder: false))
            guard case .place(let place) = target else { return nil }
            return place
        }
    }
}
