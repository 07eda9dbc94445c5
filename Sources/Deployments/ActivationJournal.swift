import JobModel
import LinuxSystem

/// What an activation is about to do, on disk before it does it, so that a host that is killed in the middle can put
/// everything back at its next start.
struct ActivationJournal {
    /// One exchange of a folder or file.
    struct Step: Hashable {
        enum Kind: String {
            /// The staged one and the live one change places.
            case exchange
            /// The staged one becomes the live one; there was none.
            case add
            /// The live one moves to where staged ones are.
            case remove
        }

        let kind: Kind
        let live: String
        let staged: String
        /// Of what is to be live (`exchange`, `add`), or was (`remove`): tells whether the step was done.
        let inode: UInt64
        /// Of what is to go out of the way of an `exchange`: tells the same, also when somebody has put something else in
        /// the place of what became live.
        var replaced: UInt64?
        /// Of an `add`, the uppermost folder that has to be made for it.
        var made: String?
    }

    static let fileName = "activation.json"

    let path: String

    init(deploymentFolder: String) {
        path = "\(deploymentFolder)/\(Self.fileName)"
    }

    func write(_ steps: [Step]) throws(SystemError) {
        let object: JSONObject = [
            "steps": .array(
                steps.map { step in
                    .object([
                        "kind": .string(step.kind.rawValue),
                        "live": .string(step.live),
                        "staged": .string(step.staged),
                        "inode": .integer(step.inode),
                        "replaced": step.replaced.map(JSONValue.integer) ?? .null,
                        "made": step.made.map(JSONValue.string) ?? .null,
                    ])
                }
            )
        ]
        try AtomicFile.write(JSONValue.object(object).serialized(pretty: true), to: path)
    }

    /// The steps of an activation that never ended; `nil` when there is none.
    func read() -> [Step]? {
        // A journal that was cut off was never acted upon: it is complete before the first step.
        guard let bytes = try? FileContents.read(path), let value = try? JSONValue.parse(bytes) else { return nil }
        return (value["steps"]?.array ?? []).compactMap { step -> Step? in
            guard let kind = step["kind"]?.string.flatMap(Step.Kind.init(rawValue:)), let live = step["live"]?.string,
                let staged = step["staged"]?.string, let inode = step["inode"]?.integer
            else { return nil }
            let replaced = step["replaced"]?.integer.map { UInt64($0) }
            return Step(
                kind: kind,
                live: live,
                staged: staged,
                inode: UInt64(inode),
                replaced: replaced,
                made: step["made"]?.string
            )
        }
    }

    func remove() {
        // One that stays is found at the next start, and every step of it is found done or undone by its inode.
        try? Folder.removeTree(path)
    }
}
