import JobModel
import LinuxSystem

/// Where on disk a path of the virtual file system lies, and what may be done there.
///
/// What is not listed here cannot be reached: settings, accounts, tokens, secrets, the repository and the host's own
/// sockets and files.
struct FilePlace: Sendable, Hashable {
    enum Area: Sendable, Hashable {
        /// `data`: what jobs keep, and the runs.
        case data
        /// `LogFiles`.
        case logs
        /// `site/deployments`: records and logs.
        case deployments
        /// `site/wwwroot`, but for the jobs in it.
        case web
        /// The jobs, wherever they lie on disk.
        case jobs
    }

    let area: Area
    /// A folder that the host itself made, or somebody for it.
    let root: String
    /// Below the root.
    let parts: [[UInt8]]
    /// Folders between the root and this place which must hold others too, such as `App_Data` for the jobs.
    private let keptDepth: Int

    /// The folders in `data` that are the host's own.
    private static let hostFolders: Set<[UInt8]> = Set(
        ["builds", "secrets", "hooks", "notifications", "cluster"].map { Array($0.utf8) }
    )

    init(area: Area, root: String, parts: [[UInt8]], keptDepth: Int) {
        self.area = area
        self.root = root
        self.parts = parts
        self.keptDepth = keptDepth
    }

    /// How many parts lead to the folder of one job, below which that job's links may lead.
    var anchorDepth: Int {
        switch area {
        case .data: parts.count >= 3 && Self.isJobs(parts[0]) && Self.isType(parts[1]) ? 3 : 0
        case .jobs: parts.count >= 2 && Self.isType(parts[0]) ? 2 : 0
        case .web, .logs, .deployments: 0
        }
    }

    /// Links in a job's folder may lead to others in it, and so in the web root; elsewhere none is followed.
    var links: OpenFolder.Links {
        switch area {
        case .web: .followed
        case .data, .jobs: anchorDepth > 0 && parts.count > anchorDepth ? .followed : .refused
        case .logs, .deployments: .refused
        }
    }

    /// Whether it is a folder that the host needs: it can be neither removed nor replaced.
    var isKept: Bool { parts.count <= keptDepth }

    /// Whether nobody but the host may change it.
    var isReadOnly: Bool {
        switch area {
        case .deployments: true
        case .logs: parts.count == 1 && parts[0].starts(with: "nyala.log".utf8)
        case .data, .web, .jobs: false
        }
    }

    /// Whether it is none of anybody's business; `kind` where it is known.
    func isHidden(_ kind: FileStatus.Kind?) -> Bool {
        guard let first = parts.first else { return false }
        let isAtTop = parts.count == 1
        switch area {
        // The files there are the host's own.
        case .data: return Self.hostFolders.contains(first) || isAtTop && kind != nil && kind != .folder
        case .deployments: return isAtTop && kind != nil && kind != .folder
        case .logs: return isAtTop && first.starts(with: "audit.log".utf8)
        case .web, .jobs: return false
        }
    }

    /// The folder above it that has this many parts.
    func above(_ depth: Int) -> FilePlace {
        FilePlace(area: area, root: root, parts: Array(parts.prefix(depth)), keptDepth: keptDepth)
    }

    /// What a name in this folder would be.
    func child(_ name: [UInt8]) -> FilePlace {
        FilePlace(
            area: area,
            root: root,
            parts: parts + [name],
            keptDepth: Self.keptDepth(area, parts + [name], keptDepth)
        )
    }

    /// Of a path that leads along the kept folders, all its parts; of one that leaves them, fewer.
    static func keptDepth(_ area: Area, _ parts: [[UInt8]], _ given: Int = 0) -> Int {
        switch area {
        case .data:
            guard let first = parts.first, isJobs(first) else { return 0 }
            return parts.count >= 2 && isType(parts[1]) ? 2 : 1
        case .jobs: return parts.first.map(isType) == true ? 1 : 0
        case .web: return given
        case .logs, .deployments: return 0
        }
    }

    private static func isJobs(_ name: [UInt8]) -> Bool { name.elementsEqual("jobs".utf8) }

    static func isType(_ name: [UInt8]) -> Bool {
        JobType.allCases.contains { name.elementsEqual($0.rawValue.utf8) }
    }
}
