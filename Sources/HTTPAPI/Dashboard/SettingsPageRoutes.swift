import Dashboard
import Hummingbird
import JobHosting
import JobModel
import LinuxSystem
import Secrets
import SiteSettings

/// `/ui/settings`: settings and secrets of the site.
struct SettingsPageRoutes: Sendable {
    private static let path = "/ui/settings"
    /// Bytes of a form: a value whose every byte is escaped.
    private static let maximumBody = 3 * SecretStore.maximumValue + 1024

    let services: APIServices

    func add(to router: Router<APIContext>) {
        router.get("ui/settings") { request, context in
            PageAnswer.page(SettingsPage.page(try await model(context)), for: request)
        }
        router.post("ui/settings/set") { request, _ in
            let form = try await FormBody(request, limit: Self.maximumBody)
            try await change(.set(form["name"], Self.value(form)))
            return Self.done("\(form["name"]) is set.")
        }
        router.post("ui/settings/remove") { request, _ in
            let form = try await FormBody(request, limit: Self.maximumBody)
            try await change(.remove(form["name"]))
            return Self.done("\(form["name"]) is removed.")
        }
        router.post("ui/secrets/set") { request, _ in
            let form = try await FormBody(request, limit: Self.maximumBody)
            let (name, value) = (try Self.secret(form), Array(Self.value(form).utf8))
            let (store, now) = (services.host.secrets, services.clock.wallTime())
            _ = try await services.blocking.perform { try store.set(name, to: value, at: now) }
            return Self.done("The secret \(name.text) is set.")
        }
        router.post("ui/secrets/remove") { request, _ in
            let (name, store) = (try Self.secret(try await FormBody(request)), services.host.secrets)
            try await services.blocking.perform { try store.remove(name) }
            return Self.done("The secret \(name.text) is removed.")
        }
    }

    private func model(_ context: APIContext) async throws -> SettingsModel {
        var model = SettingsModel(viewer: try context.viewer(), moments: services.moments)
        model.path = services.layout.appSettings
        let (settings, secrets) = (services.settings, services.host.secrets)
        model.settings = try await services.blocking.perform { try settings.entries() }
            .map { SettingsModel.Setting(name: $0.name, value: $0.value, isInFile: $0.isInFile) }
        model.settingsProblem = settings.problem
        let (listed, problem) = try await services.blocking.perform {
            (try secrets.list(), secrets.current().problem)
        }
        model.secretsProblem = problem.map { "\($0)" }
        let uses = await services.host.secretUses()
        let times = Dictionary(uniqueKeysWithValues: listed.map { ($0.name, $0.set) })
        model.secrets = Set(times.keys).union(uses.keys).sorted()
            .map { SettingsModel.Secret(name: $0.text, set: times[$0], jobs: uses[$0] ?? []) }
        return model
    }

    private func change(_ edit: SettingEdit) async throws {
        let settings = services.settings
        try await services.blocking.perform { try settings.change([edit]) }
    }

    private static func done(_ words: String) -> Response {
        PageAnswer.redirect(to: path, notice: Notice(words))
    }

    /// Browsers end the lines of a field as mail does.
    private static func value(_ form: FormBody) -> String {
        form["value"].replacing("\r\n", with: "\n")
    }

    private static func secret(_ form: FormBody) throws -> SecretName {
        do {
            return try SecretName(form["name"])
        } catch {
            throw ProblemAnswer(.badRequest, "\(error)")
        }
    }
}
