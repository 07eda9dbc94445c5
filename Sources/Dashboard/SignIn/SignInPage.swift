/// Where a browser shows who it is from.
package enum SignInPage {
    /// The page as it is first, or with what went wrong.
    ///
    /// `next`: where to go on, a path of this site. `failure`: why the last attempt did not work.
    package static func page(next: String, failure: String? = nil, user: String = "") -> Page {
        var page = Page("Sign in", viewer: nil, content: content(next, user))
        page.notice = failure.map { Notice(isFailure: true, $0) }
        return page
    }

    private static func content(_ next: String, _ user: String) -> HTML {
        """
        <form method="post" action="/ui/sign-in" class="card sign-in">
        <input type="hidden" name="next" value="\(exact: next)">
        <label for="user">Account</label>
        <input id="user" name="user" value="\(exact: user)" autocomplete="username" autocapitalize="none" \
        spellcheck="false" required\(if: user.isEmpty, " autofocus")>
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required\(
        if: !user.isEmpty, " autofocus")>
        <button class="main">Sign in</button>
        </form>
        <p class="muted sign-in">A forgotten password: <code>nyala accounts password NAME</code> on the server makes a new one.</p>
        """
    }

    /// A page of this site to go on to, from what somebody else may have written into a link: never another site, and
    /// nothing but a page.
    package static func safe(_ next: String?) -> String {
        guard let next, next.hasPrefix("/"), !next.hasPrefix("//"),
            next.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }),
            PagePath.isPage(String(next.prefix { $0 != "?" && $0 != "#" }))
        else { return "/" }
        return next
    }
}
