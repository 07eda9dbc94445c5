import ArgumentParser
import JobModel

/// `nyala init`: makes a home folder and its first account.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a home folder with its repository and an account."
    )

    @OptionGroup var home: HomeOption

    @Option(help: "The account's name.")
    var user = "admin"

    @Option(
        help: ArgumentHelp(
            "Read the password from the first line of a file, - for standard input; else one is made.",
            valueName: "file"
        )
    )
    var passwordFile: String?

    func run() async throws {
        let layout = home.layout
        let password = try passwordFile.map(PasswordSource.read)
        let isNew = !SiteSetup.exists(layout)
        let made = try SiteSetup.make(layout, user: user, password: password)
        print(isNew ? "made a home in \(layout.home)" : "\(layout.home) was a home already")
        switch made {
        case .generated(let password):
            print("account   \(user)")
            print("password  \(password)   (shown once)")
        case .given: print("account   \(user), with the given password")
        case .replaced: print("account   \(user): the password was replaced")
        case .existing: print("account   there is one already; give --password-file to set a password")
        }
        print("push to   \(layout.repository)   or, with the host running, http://HOST:PORT/site.git")
        print("next      nyala serve --home \(layout.home)")
    }
}
