import JobModel

/// Settings and secrets of the site, and the forms that change them.
package enum SettingsPage {
    package static func page(_ model: SettingsModel) -> Page {
        Page("Settings", section: .settings, viewer: model.viewer, content: settings(model) + secrets(model))
    }

    // MARK: settings

    private static func settings(_ model: SettingsModel) -> HTML {
        let rows = model.settings.enumerated().map { row($1, number: $0) }
        return """
            <section class="wide block" aria-labelledby="settings-title">
            <div class="bar"><div><h2 id="settings-title">Settings</h2>
            <p class="muted">Environment variables of every job, kept in <code>\(model.path)</code>. A change restarts the continuous jobs.</p></div></div>
            \(model.settingsProblem.map(problem))
            \(rows.isEmpty ? none("There are no settings yet.") : table(["Name", "From", "Value"], rows))
            <form method="post" action="/ui/settings/set" class="fields">
            <div><label for="setting-name">Name</label>
            <input id="setting-name" name="name" required maxlength="255" autocapitalize="none" spellcheck="false" placeholder="API_URL"></div>
            <div class="grow"><label for="setting-value">Value</label>
            <input id="setting-value" name="value" autocomplete="off" spellcheck="false"></div>
            <button class="main">Set</button>
            </form></section>
            """
    }

    private static func row(_ setting: SettingsModel.Setting, number: Int) -> HTML {
        let remove: HTML =
            setting.isInFile ? "<button class=\"danger\" formaction=\"/ui/settings/remove\">Remove</button>" : ""
        return """
            <tr><th scope="row"><code>\(setting.name)</code></th>
            <td class="muted">\(setting.isInFile ? "the site" : "the host’s environment")</td>
            <td><details id="setting-\(number)"><summary aria-label="Show and change \(setting.name)">Show and change</summary>
            <form method="post" action="/ui/settings/set"><input type="hidden" name="name" value="\(exact: setting.name)">
            <label class="hidden" for="value-\(number)">Value of \(setting.name)</label>
            <textarea id="value-\(number)" name="value" rows="\(lines(setting.value))" spellcheck="false">
            \(exact: setting.value)</textarea>
            <div class="buttons"><button class="main">Save</button>\(remove)</div></form></details></td></tr>
            """
    }

    /// Room for a value, within reason.
    private static func lines(_ value: String) -> Int {
        min(12, max(1, value.split(separator: "\n", omittingEmptySubsequences: false).count))
    }

    // MARK: secrets

    private static func secrets(_ model: SettingsModel) -> HTML {
        let rows = model.secrets.enumerated().map { row($1, number: $0, model.moments) }
        return """
            <section class="wide block" aria-labelledby="secrets-title">
            <div class="bar"><div><h2 id="secrets-title">Secrets</h2>
            <p class="muted">Sealed on disk, given only to the jobs that name them (<code>"secrets": ["NAME"]</code> in their <code>settings.job</code>), never shown again.</p></div></div>
            \(model.secretsProblem.map(problem))
            \(rows.isEmpty ? none("There are no secrets yet.") : table(["Name", "Set", "Given to", ""], rows))
            <form method="post" action="/ui/secrets/set" class="fields" autocomplete="off">
            <div><label for="secret-name">Name</label>
            <input id="secret-name" name="name" required autocapitalize="none" spellcheck="false" placeholder="DATABASE_PASSWORD"></div>
            <div class="grow"><label for="secret-value">Value</label>
            <input id="secret-value" name="value" type="password" required autocomplete="new-password"></div>
            <button class="main">Set secret</button>
            </form></section>
            """
    }

    private static func row(_ secret: SettingsModel.Secret, number: Int, _ moments: Moments) -> HTML {
        let jobs = secret.jobs.map { id -> HTML in
            "<a href=\"\(JobPath.job(id.type, id.name.text))\">\(id.description)</a> "
        }
        let missing = Mark.html(.warning, .warning, "Not set: its jobs wait for it")
        let remove = ConfirmedButton.html(
            "Remove",
            secret.name,
            secret.jobs.isEmpty
                ? "No job names \(secret.name)."
                : "What is given to \(secret.jobs.map(\.description).joined(separator: ", ")) is gone then.",
            id: "secret-\(number)",
            action: "/ui/secrets/remove",
            fields: [("name", secret.name)]
        )
        return """
            <tr><th scope="row"><code>\(secret.name)</code></th>
            <td>\(secret.set.map(moments.relative) ?? missing)</td>
            <td>\(jobs.isEmpty ? ["<span class=\"muted\">no job</span>"] : jobs)</td>
            <td class="end">\(secret.set == nil ? nil : remove)</td></tr>
            """
    }

    // MARK: parts

    private static func table(_ columns: [String], _ rows: [HTML]) -> HTML {
        let heads = columns.map { column -> HTML in
            column.isEmpty ? "<td></td>" : "<th scope=\"col\">\(column)</th>"
        }
        return "<div class=\"scroll\"><table><thead><tr>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div>"
    }

    private static func none(_ words: String) -> HTML {
        "<p class=\"none\">\(words)</p>"
    }

    private static func problem(_ words: String) -> HTML {
        "<p class=\"notice bad\">\(Icon.html(.failed))<span>\(words)</span></p>"
    }
}
