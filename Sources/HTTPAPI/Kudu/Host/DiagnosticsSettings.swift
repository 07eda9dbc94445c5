import HTTPTypes
import JobModel
import LinuxSystem
import Synchronization

/// Names and plain values that clients of the original keep about a site's diagnostics, in one file.
///
/// Reading and changing block.
final class DiagnosticsSettings: Sendable {
    /// Bytes of the file.
    static let maximumSize = 64 * 1024

    /// What the original says where nobody has said anything.
    private static let defaults: JSONObject = [
        "AzureDriveEnabled": .bool(false), "AzureDriveTraceLevel": .string("Error"),
        "AzureTableEnabled": .bool(false), "AzureTableTraceLevel": .string("Error"),
        "AzureBlobEnabled": .bool(false), "AzureBlobTraceLevel": .string("Error"),
    ]

    private let path: String
    private let turn = Mutex(())

    init(path: String) {
        self.path = path
    }

    func values() throws -> JSONObject {
        var values = Self.defaults
        for member in try stored().members { values[member.key] = member.value }
        return values
    }

    /// Adds and replaces what has these names; `null` removes.
    func set(_ object: JSONObject) throws {
        try change { values in
            for member in object.members {
                guard member.value.object == nil, member.value.array == nil else {
                    let rule = "must be a text, a number, true or false"
                    throw ProblemAnswer(.badRequest, "the value of \"\(member.key)\" \(rule)")
                }
                values[member.key] = member.value == .null ? nil : member.value
            }
        }
    }

    /// One that is not there is fine.
    func remove(_ name: String) throws {
        try change { $0[name] = nil }
    }

    private func change(_ edit: (inout JSONObject) throws -> Void) throws {
        try turn.withLock { _ in
            var values = try stored()
            try edit(&values)
            let bytes = JSONValue.object(values).serialized(pretty: true) + [10]
            guard bytes.count <= Self.maximumSize else {
                let rule = "all settings of diagnostics together may have \(Self.maximumSize) bytes"
                throw ProblemAnswer(.badRequest, "\(rule); remove what nobody needs")
            }
            try Folder.create(path.pathAbove)
            try AtomicFile.write(bytes, to: path)
        }
    }

    private func stored() throws -> JSONObject {
        guard let bytes = try FileContents.read(path, limit: Self.maximumSize) else { return [:] }
        guard let values = (try? JSONValue.parse(bytes))?.object else {
            throw ProblemAnswer(.internalServerError, "\(path) is no JSON object; mend or remove it")
        }
        return values
    }
}
