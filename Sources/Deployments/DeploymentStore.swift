import GitHosting
import JobModel
import LinuxSystem

/// The files that say what was deployed: one folder a deployment, and which one is active.
struct DeploymentStore {
    /// Deployments that are remembered: so many that were made, and as many that were refused, lest these push out what one
    /// could go back to.
    static let limit = 100

    /// Below it is what keeps deployments and edits from being collected.
    static let referenceRoot = "refs/nyala/"
    /// Names the commit of the active deployment, whose parents are those before.
    static let activeReference = "refs/nyala/active"

    let layout: HomeLayout

    /// Names the commit of what a deployment made of the site.
    static func reference(_ id: String) -> String { "refs/nyala/deployments/\(id)" }

    private var activePath: String { "\(layout.deployments)/active.json" }

    func folder(_ id: String) -> String { "\(layout.deployments)/\(id)" }

    // MARK: what is active

    func active() throws(SystemError) -> ActiveSite {
        guard let bytes = try FileContents.read(activePath), let value = try? JSONValue.parse(bytes) else {
            return ActiveSite()
        }
        return ActiveSite(value)
    }

    func setActive(_ active: ActiveSite) throws(SystemError) {
        try AtomicFile.write(active.json.serialized(pretty: true) + [10], to: activePath)
    }

    // MARK: records

    func write(_ record: DeploymentRecord) throws(SystemError) {
        try Folder.create(folder(record.id))
        try AtomicFile.write(record.json.serialized(pretty: true) + [10], to: "\(folder(record.id))/record.json")
    }

    func logPath(_ id: String) -> String { "\(folder(id))/log.txt" }

    func log(_ id: String) throws(SystemError) -> String {
        try FileContents.text(logPath(id)) ?? ""
    }

    func record(_ id: String) -> DeploymentRecord? {
        guard !id.contains("/"), !id.hasPrefix(".") else { return nil }
        // A record that cannot be read is none: its folder is being made, or somebody emptied it.
        guard let bytes = try? FileContents.read("\(folder(id))/record.json"), let value = try? JSONValue.parse(bytes)
        else { return nil }
        return DeploymentRecord(value)
    }

    /// All deployments, newest first.
    func records() throws(SystemError) -> [DeploymentRecord] {
        try ids().compactMap(record)
    }

    func ids() throws(SystemError) -> [String] {
        try Folder.names(in: layout.deployments).filter { Folder.exists(folder($0)) }.reversed()
    }

    /// Forgets the oldest deployments beyond the limit, and the names of their trees; `open` opens the repository.
    func prune(_ open: () throws -> Repository) throws {
        let ids = try ids()
        guard ids.count > Self.limit else { return }
        let active = try active().deployment
        var (made, refused) = (0, 0)
        let old = ids.filter { id in
            guard id != active else { return false }
            switch record(id)?.status {
            case .success?:
                made += 1
                return made > Self.limit
            case .failed?, nil:
                refused += 1
                return refused > Self.limit
            case .pending?, .building?, .deploying?:
                return false
            }
        }
        guard !old.isEmpty else { return }
        let repository = try open()
        for id in old { try remove(id, repository) }
    }

    func remove(_ id: String, _ repository: Repository) throws {
        try repository.forget(Self.reference(id))
        try Folder.removeTree(folder(id))
    }
}
