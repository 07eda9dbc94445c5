import HTTPTypes
import Hummingbird
import JobModel
import LinuxSystem
import SiteSettings

/// The original's routes for the settings of the site, which every job gets as environment variables.
struct KuduAppSettingsRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        for path in ["api/settings", "settings"] {
            router.get("\(path)") { _, _ in JSONAnswer.response(.object(try await values())) }
            router.post("\(path)") { request, _ in
                try await change(try Self.edits(try await JSONBody(request).object))
            }
            router.get("\(path)/:name") { _, context in
                let name = context.settingName
                let values = try await values()
                // In the original, names that differ in their case only are one.
                let value = values[name] ?? values.members.first { $0.key.lowercased() == name.lowercased() }?.value
                guard let value else { throw ProblemAnswer(.notFound, "there is no setting \"\(name)\"") }
                return JSONAnswer.response(value)
            }
            // Also for one that is not there, as in the original.
            router.delete("\(path)/:name") { _, context in
                let name = context.settingName
                let known = try await values()
                // In the original, names that differ in their case only are one.
                let meant = known[name] == nil ? known.keys.filter { $0.lowercased() == name.lowercased() } : [name]
                return try await change(meant.map { .remove($0) })
            }
        }
    }

    private func values() async throws -> JSONObject {
        var values = JSONObject()
        // Clients of the original look for it, and it is never missing there.
        values["WEBSITE_SITE_NAME"] = .string(services.siteName)
        for entry in try await services.blocking.perform({ try services.settings.entries() }) {
            values[entry.name] = .string(entry.value)
        }
        return values
    }

    private func change(_ edits: [SettingEdit]) async throws -> Response {
        try await services.blocking.perform { try services.settings.change(edits) }
        return Response(status: .noContent)
    }

    /// Names and values, or one of each as `key` and `value`.
    private static func edits(_ object: JSONObject) throws -> [SettingEdit] {
        if Set(object.keys) == ["key", "value"], let name = object["key"]?.string, let value = object["value"] {
            return [try edit(name, value)]
        }
        return try object.members.map { try edit($0.key, $0.value) }
    }

    private static func edit(_ name: String, _ value: JSONValue) throws -> SettingEdit {
        switch value {
        case .string(let text): .set(name, text)
        case .number(let number): .set(name, number.text)
        case .bool(let isOn): .set(name, isOn ? "true" : "false")
        case .null: .remove(name)
        case .array, .object: throw ProblemAnswer(.badRequest, "the value of \"\(name)\" must be a text")
        }
    }
}

extension APIContext {
    var settingName: String { part("name") }
}
