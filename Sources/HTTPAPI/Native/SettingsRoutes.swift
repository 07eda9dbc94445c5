import Accounts
import HTTPTypes
import Hummingbird
import JobModel
import LinuxSystem
import SiteSettings

/// `/api/v1/settings`: the settings of the site, which every job gets as environment variables.
///
/// Who may not administer the site sees their names only.
struct SettingsRoutes: Sendable {
    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.get("api/v1/settings") { _, context in
            let shows = context.identity?.grant.allows(.admin, on: nil) == true
            return JSONAnswer.response(.array(try await entries().map { Self.shape($0, showsValue: shows) }))
        }
        router.get("api/v1/settings/:name") { _, context in
            guard let entry = try await find(context.settingName) else { throw Self.unknown(context.settingName) }
            return JSONAnswer.response(Self.shape(entry, showsValue: true))
        }
        router.put("api/v1/settings/:name") { request, context in
            let body = try await JSONBody(request)
            try body.check(only: "value")
            let (name, value) = (context.settingName, try body.text("value"))
            let isNew = try await find(name)?.isInFile != true
            try await change(.set(name, value))
            guard let entry = try await find(name) else { throw Self.unknown(name) }
            return JSONAnswer.response(Self.shape(entry, showsValue: true), status: isNew ? .created : .ok)
        }
        router.delete("api/v1/settings/:name") { _, context in
            guard try await find(context.settingName)?.isInFile == true else { throw Self.unknown(context.settingName) }
            try await change(.remove(context.settingName))
            return Response(status: .noContent)
        }
    }

    private func entries() async throws -> [AppSettingsStore.Entry] {
        try await services.blocking.perform { try services.settings.entries() }
    }

    private func find(_ name: String) async throws -> AppSettingsStore.Entry? {
        try await entries().first { $0.name == name }
    }

    private func change(_ edit: SettingEdit) async throws {
        try await services.blocking.perform { try services.settings.change([edit]) }
    }

    private static func unknown(_ name: String) -> ProblemAnswer {
        ProblemAnswer(.notFound, "there is no setting \"\(name)\" in the site's settings")
    }

    private static func shape(_ entry: AppSettingsStore.Entry, showsValue: Bool) -> JSONValue {
        .object([
            "name": .string(entry.name),
            "value": showsValue ? .string(entry.value) : .null,
            "source": .string(entry.isInFile ? "file" : "environment"),
        ])
    }
}
