import Glibc
import JobModel
import LinuxSystem

/// What one build made, in a folder of its own below `data/builds`; it never changes once it is complete.
struct BuildProduct: Sendable, Hashable {
    let folder: String
    let kind: BuildKind
    /// The file that asked for it, and its folder, relative to the job's.
    let file: String
    let inner: String
    /// What it was made from.
    let inputs: [String: TreeID]
    /// Of a script: what it added, and what it wrote over, relative to the job's folder.
    var added: [String] = []
    var changed: [String] = []

    /// A copy of the input files, in which the tools worked.
    var content: String { "\(folder)/content" }
    /// What tools made outside of it.
    var environment: String { "\(folder)/environment" }
    var key: String { String(folder.split(separator: "/").last ?? "") }

    /// Whether a folder with these files is what it was made from; more files do not matter.
    func isMade(from files: [String: TreeID]) -> Bool {
        inputs.allSatisfy { files[$0.key] == $0.value }
    }

    // MARK: on disk

    /// Written last: without it a build was cut off.
    private static let manifest = "product.json"

    private var manifestPath: String { "\(folder)/\(Self.manifest)" }

    func write() throws(SystemError) {
        var inputs = JSONObject()
        for (path, object) in self.inputs.sorted(by: { $0.key < $1.key }) {
            inputs[path] = .string(object.hexadecimal)
        }
        let value: JSONValue = .object([
            "kind": .string(kind.rawValue),
            "file": .string(file),
            "folder": .string(inner),
            "inputs": .object(inputs),
            "added": .array(added.map(JSONValue.string)),
            "changed": .array(changed.map(JSONValue.string)),
        ])
        try AtomicFile.write(value.serialized(pretty: true), to: manifestPath)
    }

    /// `nil` for what is not there or was cut off.
    init?(readFrom folder: String) {
        guard let bytes = try? FileContents.read("\(folder)/\(Self.manifest)"), let value = try? JSONValue.parse(bytes),
            let kind = value["kind"]?.string.flatMap(BuildKind.init), let file = value["file"]?.string
        else { return nil }
        self.folder = folder
        self.kind = kind
        self.file = file
        inner = value["folder"]?.string ?? ""
        var inputs: [String: TreeID] = [:]
        for member in value["inputs"]?.object?.members ?? [] {
            guard let object = member.value.string.flatMap(TreeID.init(hexadecimal:)) else { return nil }
            inputs[member.key] = object
        }
        self.inputs = inputs
        added = (value["added"]?.array ?? []).compactMap(\.string)
        changed = (value["changed"]?.array ?? []).compactMap(\.string)
        guard isWhole else { return nil }
    }

    /// Whether nobody took it away in parts.
    private var isWhole: Bool {
        Folder.exists(content) && (kind != .python || AtomicFile.exists("\(environment)/bin/python"))
    }

    init(folder: String, _ need: BuildNeed, inputs: [BuildFile]) {
        self.folder = folder
        kind = need.kind
        file = need.file
        inner = need.folder
        self.inputs = Dictionary(inputs.map { ($0.path, $0.object) }) { $1 }
    }

    /// It was used a moment ago; see ``BuildStore/prune(_:now:)``.
    func touch() {
        utimensat(AT_FDCWD, manifestPath, nil, 0)
    }

    /// When it was last used, seconds since 1970; `nil` when it is not complete.
    static func lastUse(_ folder: String) -> Int? {
        var information = stat()
        return stat("\(folder)/\(manifest)", &information) == 0 ? information.st_mtim.tv_sec : nil
    }
}
