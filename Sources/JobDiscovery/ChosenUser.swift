import Glibc
package import JobModel
package import LinuxSystem

/// Whom a job becomes: the user that it names, else the site's, else the standard one where the host runs as root and
/// there is such a user.
package enum ChosenUser: Sendable, Hashable {
    /// Jobs that name no user run as this one, where the host runs as root and there is such a user.
    package static let standardUser = "nyala-jobs"

    /// The host's own.
    case own
    case other(UserAccount)
    case fault(Problem)

    /// `settingsPath` names the job's settings in problems; `find` looks a user up.
    package init(
        _ settings: JobSettings,
        siteUser: String?,
        settingsPath: String,
        find: (String) -> UserAccount? = UserAccount.init
    ) {
        if let text = settings.user {
            let place = settings.userPlace
            self = Self.chosen(text, "\"user\"", find) { code, message in
                Problem(code: code, path: settingsPath, line: place?.line, column: place?.column, message: message)
            }
        } else if geteuid() != 0 {
            self = .own
        } else if let siteUser {
            self = Self.chosen(siteUser, "jobs.user", find) { code, message in
                Problem(code: code, path: "site/settings.json", message: message)
            }
        } else {
            self = find(Self.standardUser).map(ChosenUser.other) ?? .own
        }
    }

    private static func chosen(
        _ text: String,
        _ key: String,
        _ find: (String) -> UserAccount?,
        _ problem: (_ code: String, _ message: String) -> Problem
    ) -> ChosenUser {
        guard let account = find(text) else {
            return .fault(problem("unknown_user", "\(key): there is no user \"\(text)\" on this machine"))
        }
        if account.isOwn { return .own }
        guard geteuid() == 0 else {
            let message = "\(key): only a host that runs as root can run a job as \(account.shown)"
            return .fault(problem("cannot_change_user", message))
        }
        return .other(account)
    }
}
