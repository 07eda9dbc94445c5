import JobModel
import LinuxSystem

/// The files that say what was deployed: one folder a deployment, and which one is active.
struct DeploymentStore {
    /// Deployments that are remembered.
    static let limit = 100

    let layout: HomeLayout

    private var activePath: String { "\(layout.deployments)/active.json" }

    func folder(_ id: String) -> String { "\(layout.deployments)/\(id)" }

    // MARK: what is active

    func active() throws(SystemError) -> ActiveSite {
        guard let bytes = try FileContents.read(activePath), let value = try? JSONValue.parse(bytes) else {
            return ActiveSite()
        }
        var uploads: [String: TreeID] = [:]
        for member in value["uploads"]?.object?.members ?? [] {
            uploads[member.key] = member.value.string.flatMap(TreeID.init(hexadecimal:))
        }
        return ActiveSite(
            deployment: value["deployment"]?.string,
            site: value["site"]?.string.flatMap(TreeID.init(hexadecimal:)),
            uploads: uploads
        )
    }

    func setActive(_ active: ActiveSite) throws(SystemError) {
        var uploads = JSONObject()
        for (job, tree) in active.uploads.sorted(by: { $0.key < $1.key }) { uploads[job] = .string(tree.hexadecimal) }
        let object: JSONObject = [
            "deployment": .optional(active.deployment),
            "site": .optional(active.site?.hexadecimal),
            "uploads": .object(uploads),
        ]
        let bytes = JSONValue.object(object).serialized(pretty: true) + [10]
        try AtomicFile.write(bytes, to: activePath)
    }

    // MARK: records

    func write(_ record: DeploymentRecord) throws(SystemError) {
        try Folder.create(folder(record.id))
        try AtomicFile.write(record.json.serialized(pretty: true) + [10], to: "\(folder(record.id))/record.json")
    }

    func write(log lines: [String], of id: String) throws(SystemError) {
        let text = lines.map { "\($0)\n" }.joined()
        try AtomicFile.write(Array(text.utf8), to: "\(folder(id))/log.txt")
    }

    func log(_ id: String) throws(SystemError) -> String {
        try FileContents.text("\(folder(id))/log.txt") ?? ""
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

    /// Forgets the oldest deployments beyond the limit.
    func prune() throws(SystemError) {
        let active = try active().deployment
        for id in try ids().dropFirst(Self.limit) where id != active { try Folder.removeTree(folder(id)) }
    }
}
