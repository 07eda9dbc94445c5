import Accounts
import ArgumentParser
import JobModel

/// `nyala accounts`: who may sign in with a password.
struct AccountsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts",
        abstract: "List, add and remove accounts, and set their passwords; also while no host runs.",
        subcommands: [List.self, Add.self, Password.self, Remove.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all accounts.")

        @OptionGroup var options: ClientOptions

        func run() async throws {
            let files = try AccessFiles(options.home.layout)
            let names = try AccessFiles.run { try files.accounts.list().map(\.name.text) }
            if options.json {
                return Terminal.write(json: .array(names.map { .object(["name": .string($0)]) }))
            }
            print(
                names.isEmpty
                    ? "there is no account; add one with: nyala accounts add NAME" : names.joined(separator: "\n")
            )
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add an account.")

        @OptionGroup var options: ClientOptions
        @OptionGroup var given: GivenPassword

        @Argument(help: "The account's name.")
        var name: String

        func run() async throws {
            let files = try AccessFiles(options.home.layout)
            let (password, isGenerated) = try given.resolve()
            try files.change("POST") {
                "/api/v1/accounts/\(name)"
            } _: {
                _ = try files.accounts.add(AccountName(name), password: password)
            }
            GivenPassword.show(name, isGenerated ? password : nil, json: options.json, did: "added")
        }
    }

    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set an account's password; the old one and all its sessions end at once."
        )

        @OptionGroup var options: ClientOptions
        @OptionGroup var given: GivenPassword

        @Argument(help: "The account's name.")
        var name: String

        func run() async throws {
            let files = try AccessFiles(options.home.layout)
            let (password, isGenerated) = try given.resolve()
            try files.change("PUT") {
                "/api/v1/accounts/\(name)/password"
            } _: {
                try files.accounts.setPassword(password, of: AccountName(name))
            }
            GivenPassword.show(name, isGenerated ? password : nil, json: options.json, did: "has a new password")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove an account; its sessions end at once.")

        @OptionGroup var options: ClientOptions

        @Argument(help: "The account's name.")
        var name: String

        func run() async throws {
            let files = try AccessFiles(options.home.layout)
            try files.change("DELETE") {
                "/api/v1/accounts/\(name)"
            } _: {
                try files.accounts.remove(AccountName(name))
            }
            if options.json { return Terminal.write(json: .object(["name": .string(name)])) }
            print("\(name): removed")
        }
    }
}

/// A password from a file or standard input, else one that is made.
struct GivenPassword: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read the password from the first line of a file, - for standard input; else one is made.",
            valueName: "file"
        )
    )
    var passwordFile: String?

    func resolve() throws -> (password: String, isGenerated: Bool) {
        if let passwordFile { return (try PasswordSource.read(passwordFile), false) }
        return (try AccessFiles.run { try GeneratedPassword().text }, true)
    }

    static func show(_ name: String, _ generated: String?, json: Bool, did: String) {
        if json {
            var object: JSONObject = ["name": .string(name)]
            if let generated { object["password"] = .string(generated) }
            return Terminal.write(json: .object(object))
        }
        print("\(name): \(did)")
        if let generated { print("password  \(generated)   (shown once)") }
    }
}
