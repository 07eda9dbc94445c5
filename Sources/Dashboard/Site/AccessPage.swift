import JobModel

/// Who may sign in: accounts with passwords, tokens of programs, sessions of browsers.
package enum AccessPage {
    package static func page(_ model: AccessModel) -> Page {
        let content = tokens(model) + accounts(model) + sessions(model)
        return Page("Access", section: .access, viewer: model.viewer, content: content)
    }

    /// What is told once and never again: a token or a password that was just made.
    package static func once(_ title: String, _ secret: String, hint: String, viewer: Viewer) -> Page {
        var page = Page(
            title,
            section: .access,
            viewer: viewer,
            content: """
                <div class="card"><p>Copy it now: it is shown this once and kept by nobody.</p>
                <pre class="once" tabindex="0"><code id="once">\(exact: secret)</code></pre>
                <p class="muted">\(hint)</p>
                <p><a class="button" href="/ui/access">I have copied it</a></p></div>
                """
        )
        page.trail = [Page.Link("Access", "/ui/access")]
        return page
    }

    // MARK: tokens

    private static func tokens(_ model: AccessModel) -> HTML {
        let rows = model.tokens.filter { $0.session == nil }.map { row($0, model.moments) }
        let heads: HTML = """
            <thead><tr><th scope="col">Token</th><th scope="col">May</th><th scope="col">Good until</th>\
            <th scope="col">Last used</th><td></td></tr></thead>
            """
        let none: HTML =
            "<p class=\"none\">There are no tokens yet: a program signs in with one, and may do no more than its scopes say.</p>"
        return """
            <section class="wide block" aria-labelledby="tokens-title">
            <div class="bar"><h2 id="tokens-title">Tokens</h2></div>
            \(rows.isEmpty ? none : "<div class=\"scroll\"><table>\(heads)<tbody>\(rows)</tbody></table></div>")
            \(newToken(model))
            </section>
            """
    }

    private static func row(_ token: AccessModel.Token, _ moments: Moments) -> HTML {
        let job = token.job.map { id -> HTML in
            "<small>only <a href=\"\(JobPath.job(id.type, id.name.text))\">\(id.description)</a></small>"
        }
        let never: HTML = "<span class=\"muted\">never</span>"
        let revoke = ConfirmedButton.html(
            "Revoke",
            token.name,
            "Whoever uses \(token.name) is refused from then on.",
            id: "token-\(token.id)",
            action: "/ui/access/tokens/revoke",
            fields: [("id", token.id)]
        )
        return """
            <tr><th scope="row">\(token.name)<small><code>\(token.id)</code></small></th>
            <td>\(token.scopes.joined(separator: ", "))\(job)</td>
            <td>\(token.expires.map(moments.relative) ?? "it is revoked")</td>
            <td>\(token.lastUse.map(moments.relative) ?? never)</td>
            <td class="end">\(revoke)</td></tr>
            """
    }

    private static func newToken(_ model: AccessModel) -> HTML {
        let scopes = model.scopes.map { scope -> HTML in
            """
            <label class="tick"><input type="checkbox" name="scope" value="\(scope.name)"\(if: scope.name == "read", " checked")>
            <span><strong>\(scope.name)</strong> \(scope.meaning)</span></label>
            """
        }
        let jobs = model.jobs.map { job -> HTML in "<option>\(exact: job)</option>" }
        let spans = [
            ("", "until it is revoked"), ("1h", "1 hour"), ("24h", "1 day"), ("30d", "30 days"), ("365d", "1 year"),
        ]
        .map { span -> HTML in "<option value=\"\(span.0)\"\(if: span.0 == "30d", " selected")>\(span.1)</option>" }
        return """
            <details class="new" id="new-token"><summary class="button">\(Icon.html(.add))New token</summary>
            <form method="post" action="/ui/access/tokens" class="card">
            <label for="token-name">What it is for</label>
            <input id="token-name" name="name" required maxlength="64" placeholder="CI of the shop">
            <fieldset><legend>It may</legend>\(scopes)</fieldset>
            <div class="fields"><div><label for="token-job">With</label>
            <select id="token-job" name="job"><option value="">all jobs</option>\(jobs)</select></div>
            <div><label for="token-lifetime">For</label>
            <select id="token-lifetime" name="lifetime">\(spans)</select></div>
            <button class="main">Make token</button></div>
            </form></details>
            """
    }

    // MARK: accounts

    private static func accounts(_ model: AccessModel) -> HTML {
        let rows = model.accounts.enumerated().map { number, name -> HTML in
            let password = ConfirmedButton.html(
                "New password",
                name,
                "The old password of \(name) and all its sessions end.",
                id: "password-\(number)",
                action: "/ui/access/accounts/password",
                fields: [("name", name)]
            )
            let remove = ConfirmedButton.html(
                "Remove",
                name,
                "\(name) cannot sign in any more.",
                id: "account-\(number)",
                action: "/ui/access/accounts/remove",
                fields: [("name", name)]
            )
            return """
                <tr><th scope="row">\(name)\(if: name == model.viewer.name, "<small>this is you</small>")</th>
                <td class="end"><div class="buttons">\(password)\(model.accounts.count > 1 ? remove : nil)</div></td></tr>
                """
        }
        return """
            <section class="wide block" aria-labelledby="accounts-title">
            <div class="bar"><div><h2 id="accounts-title">Accounts</h2>
            <p class="muted">People who sign in with a password, here and with git. An account may do everything.</p></div></div>
            <table><thead><tr><th scope="col">Name</th><td></td></tr></thead><tbody>\(rows)</tbody></table>
            <form method="post" action="/ui/access/accounts" class="fields">
            <div><label for="account-name">Name</label>
            <input id="account-name" name="name" required autocapitalize="none" spellcheck="false" autocomplete="off"></div>
            <button class="main">Add with a new password</button></form>
            </section>
            """
    }

    // MARK: sessions

    private static func sessions(_ model: AccessModel) -> HTML {
        let rows = model.tokens.compactMap { token -> HTML? in
            guard let account = token.session else { return nil }
            let own: HTML? = token.id == model.ownSession ? " <span class=\"tag\">this browser</span>" : nil
            return """
                <tr><th scope="row">\(account)\(own)<small>\(token.name)</small></th>
                <td>\(model.moments.relative(token.created))</td>
                <td>\(token.lastUse.map(model.moments.relative) ?? "<span class=\"muted\">never</span>")</td>
                <td class="end"><form method="post" action="/ui/access/tokens/revoke">\
                <input type="hidden" name="id" value="\(token.id)">\
                <button aria-label="End the session of \(account) that began \(model.moments.words(token.created))">End</button></form></td></tr>
                """
        }
        let none: HTML = "<p class=\"none\">No browser is signed in.</p>"
        let heads: HTML = """
            <thead><tr><th scope="col">Browser of</th><th scope="col">Signed in</th><th scope="col">Last used</th><td></td></tr></thead>
            """
        return """
            <section class="wide block" aria-labelledby="sessions-title">
            <div class="bar"><h2 id="sessions-title">Signed in</h2></div>
            \(rows.isEmpty ? none : "<div class=\"scroll\"><table>\(heads)<tbody>\(rows)</tbody></table></div>")
            </section>
            """
    }
}
